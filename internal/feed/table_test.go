package feed

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mingde/internal/page"
)

// readCSV gives the lines of a file as a strict reader sees them.
func readCSV(t testing.TB, file string) [][]string {
	t.Helper()
	rest, ok := strings.CutPrefix(file, "\ufeff")
	if !ok {
		t.Fatalf("no byte order mark: %.10q", file)
	}
	if regexp.MustCompile(`(^|[^\r])\n|\r($|[^\n])`).MatchString(rest) {
		t.Fatalf("a line break that is not CRLF: %q", rest)
	}
	lines, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	return lines
}

// formula finds cells that some spreadsheet computes; number those that are harmless all the same.
var (
	formula = regexp.MustCompile("^([\t\r\n\x00]|[ \u00a0\u3000\ufeff]*[-=+@＝＋－＠])")
	number  = regexp.MustCompile(`^-[0-9]+(\.[0-9]+)?$`)
)

// csvText is what a cell holds of a string.
func csvText(s string) string {
	if formula.MatchString(s) && !number.MatchString(s) {
		s = "'" + s
	}
	return strings.ToValidUTF8(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\ufffd")
}

func TestCells(t *testing.T) {
	for value, want := range map[string]string{
		"": "", "读书会": "读书会", "12": "12", "-12": "-12", "-12.5": "-12.5", "3-5人": "3-5人", "'=1": "'=1",
		"=1+1": "'=1+1", "+86 21": "'+86 21", "-": "'-", "-5人": "'-5人", "-1.": "'-1.", "-.5": "'-.5", "--5": "'--5", "-1-1": "'-1-1",
		"@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\n=1", "\n=1": "'\n=1", "\x00=1": "'\x00=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a", " =1": "' =1", "　=1": "'　=1", "\ufeff=1": "'\ufeff=1",
		"a=1": "a=1", " 读书": " 读书", "a\r\nb\rc": "a\nb\nc", "a\xffb": "a\ufffdb", "—5": "—5",
	} {
		if got := cell(value); got != want {
			t.Errorf("%q: got %q, want %q", value, got, want)
		}
	}
}

func (h hostile) table() *page.TableView {
	v := &page.TableView{Columns: make([]page.Column, 2+h.IntN(3))}
	for i := range v.Columns {
		v.Columns[i] = page.Column{Key: strconv.Itoa(i) + h.text(), Title: h.text(), Number: h.IntN(3) == 0}
	}
	for range h.IntN(4) {
		row := make([]string, len(v.Columns))
		for i, c := range v.Columns {
			row[i] = h.text()
			if c.Number {
				row[i] = []string{"", "0", "-12", "12.50", "1e3", "123456789012345678901234567890"}[h.IntN(6)]
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func TestCSVReadsBackAsItWas(t *testing.T) {
	repeatedly(t, func(h hostile) {
		v := h.table()
		checkCSV(t, v)
	})
}

func checkCSV(t testing.TB, v *page.TableView) {
	t.Helper()
	want := [][]string{make([]string, len(v.Columns))}
	for i, c := range v.Columns {
		want[0][i] = csvText(c.Title)
	}
	for _, row := range v.Rows {
		cells := make([]string, len(row))
		for i := range row {
			cells[i] = csvText(row[i])
		}
		want = append(want, cells)
	}
	if got := readCSV(t, written(t, page.CSV, v)); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestJSONReadsBackAsItWas(t *testing.T) {
	repeatedly(t, func(h hostile) { checkJSON(t, h.table()) })
}

// checkJSON compares the tokens of the file, since they show the order of the keys and the digits of the numbers.
func checkJSON(t testing.TB, v *page.TableView) {
	t.Helper()
	want := []any{json.Delim('[')}
	for _, row := range v.Rows {
		want = append(want, json.Delim('{'))
		for i, c := range v.Columns {
			want = append(want, valid(c.Key))
			switch {
			case !c.Number:
				want = append(want, valid(row[i]))
			case row[i] == "":
				want = append(want, nil)
			default:
				want = append(want, json.Number(row[i]))
			}
		}
		want = append(want, json.Delim('}'))
	}
	want = append(want, json.Delim(']'))
	file := written(t, page.JSON, v)
	if !json.Valid([]byte(file)) || !strings.HasSuffix(file, "]\n") || strings.Contains(file, `\u003c`) {
		t.Errorf("no JSON, no line break at its end, or escaped for HTML: %s", file)
	}
	if got := tokens(t, file); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func tokens(t testing.TB, file string) []any {
	d := json.NewDecoder(strings.NewReader(file))
	d.UseNumber()
	var all []any
	for d.More() || len(all) > 0 {
		token, err := d.Token()
		if err != nil {
			break
		}
		all = append(all, token)
	}
	if rest := file[d.InputOffset():]; strings.TrimSpace(rest) != "" {
		t.Errorf("not read: %q", rest)
	}
	return all
}

// The short way and the encoder write the same, character by character.
func TestPlainStringsAreWrittenAsTheEncoderWould(t *testing.T) {
	encoded := new(bytes.Buffer)
	j := newJSONWriter(encoded)
	written := new(bytes.Buffer)
	k := newJSONWriter(written)
	for r := range rune(0x11000) {
		s := "明" + string(r) + "a"
		encoded.Reset()
		written.Reset()
		if err := j.encode(&s); err != nil {
			t.Fatal(err)
		}
		k.text(&s)
		if encoded.String() != written.String() {
			t.Errorf("%U: %s, the encoder has %s", r, written, encoded)
		}
	}
}

func TestEmptyTables(t *testing.T) {
	v := &page.TableView{Columns: []page.Column{{Key: "a", Title: "甲"}, {Key: "b", Title: "乙"}}}
	if got := written(t, page.CSV, v); got != "\ufeff甲,乙\r\n" {
		t.Errorf("CSV %q", got)
	}
	if got := written(t, page.JSON, v); got != "[\n]\n" {
		t.Errorf("JSON %q", got)
	}
}

func FuzzTable(f *testing.F) {
	for _, p := range pieces {
		f.Add(p, "标题", p+"读书会"+p)
	}
	f.Add("=cmd|' /C calc'!A0", "-1,5", "a,\"b\"\r\nc")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		v := &page.TableView{Columns: []page.Column{{Key: "1" + a, Title: a}, {Key: "2" + b, Title: b}}, Rows: [][]string{{b, c}, {c, a}}}
		checkCSV(t, v)
		checkJSON(t, v)
	})
}

func bigTable(rows int) *page.TableView {
	v := &page.TableView{}
	for i := range 17 {
		v.Columns = append(v.Columns, page.Column{Key: fmt.Sprint("column", i), Title: fmt.Sprint("列", i), Number: i == 11 || i == 14})
	}
	for n := range rows {
		v.Rows = append(v.Rows, []string{
			fmt.Sprint("events/2026/reading-", n), fmt.Sprint("第", n, "期社区读书会，欢迎邻居参加"), "2026-06-30", "2026-06-30T09:30:00", "",
			"已举办", "社区活动室", "街道办事处", "花园社区；河滨社区", "阅读", "读书会", strconv.Itoa(n), "", "32人次", strconv.Itoa(n % 9), "12小时",
			fmt.Sprint("https://example.org/events/2026/reading-", n, ".html"),
		})
	}
	return v
}
