package layout

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"mingde/internal/page"
)

// A drawing is 360 units wide, about as many as a phone has pixels, so that its letters of 14 units can be read there. Bars begin at
// zero and have one colour; their numbers stand beside them.
const (
	chartWidth   = 360
	baseLine     = 140 // of bars that stand, from above
	tallest      = 110
	lyingFrom    = 104 // where bars that lie begin
	longest      = 200
	lyingPitch   = 28
	lyingWidth   = 18
	longestName  = 7 // characters before a bar that lies
	widestPitch  = 48
	standingPart = 0.66 // of the pitch
	letter       = 12   // the mean width of a character of a name below a bar
)

// appendChart writes a chart. Its title and sentence are read out in place of the drawing; the table beside it has all numbers.
func appendChart(b []byte, c page.Chart) []byte {
	if len(c.Bars) == 0 {
		return b
	}
	height := baseLine + 24
	if c.Across {
		height = len(c.Bars)*lyingPitch + 4
	}
	b = append(strconv.AppendInt(append(b, `<figure class="chart"><svg viewBox="0 0 360 `...), int64(height), 10), `" role="img" aria-labelledby="_`...)
	b = appendEscaped(append(appendEscaped(b, c.ID), `-t _`...), c.ID)
	b = appendEscaped(append(b, `-d"><title id="_`...), c.ID)
	b = appendEscaped(append(b, `-t">`...), c.Title)
	b = appendEscaped(append(b, `</title><desc id="_`...), c.ID)
	b = append(appendEscaped(append(b, `-d">`...), c.Text), `</desc>`...)
	if c.Across {
		b = appendLying(b, c.Bars)
	} else {
		b = appendStanding(b, c.Bars)
	}
	b = appendEscaped(append(b, `</svg><figcaption>`...), c.Title)
	b = appendEscaped(append(b, `（`...), c.Unit)
	return append(appendEscaped(append(b, `）：`...), c.Text), "</figcaption></figure>\n"...)
}

func appendStanding(b []byte, bars []page.Bar) []byte {
	most := mostOf(bars)
	pitch := min(float64(chartWidth)/float64(len(bars)), widestPitch)
	short := slices.ContainsFunc(bars, func(bar page.Bar) bool { return float64(utf8.RuneCountInString(bar.Name)*letter) > pitch })
	for i, bar := range bars {
		left := pitch * (float64(i) + (1-standingPart)/2)
		tall := float64(tallest*bar.N) / float64(most)
		middle := pitch * (float64(i) + 0.5)
		b = appendRect(b, left, baseLine-tall, pitch*standingPart, tall)
		b = appendLabel(b, middle, baseLine-tall-4, "middle", strconv.Itoa(bar.N))
		b = appendLabel(b, middle, baseLine+18, "middle", withoutUnit(bar.Name, short))
	}
	return append(b, `<line x1="0" y1="140" x2="360" y2="140"/>`...)
}

// withoutUnit takes the last character off a name that does not fit below its bar: 月, 年.
func withoutUnit(name string, short bool) string {
	if !short {
		return name
	}
	_, size := utf8.DecodeLastRuneInString(name)
	return name[:len(name)-size]
}

func appendLying(b []byte, bars []page.Bar) []byte {
	most := mostOf(bars)
	for i, bar := range bars {
		top := float64(i*lyingPitch + 4)
		long := float64(longest*bar.N) / float64(most)
		b = appendLabel(b, lyingFrom-8, top+14, "end", cutName(bar.Name))
		b = appendRect(b, lyingFrom, top, long, lyingWidth)
		b = appendLabel(b, lyingFrom+long+6, top+14, "start", strconv.Itoa(bar.N))
	}
	return b
}

func cutName(name string) string {
	if utf8.RuneCountInString(name) <= longestName {
		return name
	}
	return string([]rune(name)[:longestName-1]) + "…"
}

func mostOf(bars []page.Bar) int {
	most := 1
	for _, bar := range bars {
		most = max(most, bar.N)
	}
	return most
}

func appendRect(b []byte, x, y, width, height float64) []byte {
	if width == 0 || height == 0 {
		return b
	}
	b = appendLength(append(b, `<rect x="`...), x)
	b = appendLength(append(b, `" y="`...), y)
	b = appendLength(append(b, `" width="`...), width)
	return append(appendLength(append(b, `" height="`...), height), `"/>`...)
}

func appendLabel(b []byte, x, y float64, anchor, text string) []byte {
	b = appendLength(append(b, `<text x="`...), x)
	b = appendLength(append(b, `" y="`...), y)
	b = append(append(b, `" text-anchor="`...), anchor...)
	return append(appendEscaped(append(b, `">`...), text), `</text>`...)
}

// appendLength writes a length to a tenth of a unit.
func appendLength(b []byte, v float64) []byte {
	return strconv.AppendFloat(b, float64(int(v*10+0.5))/10, 'f', -1, 64)
}
