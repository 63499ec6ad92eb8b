// Package figure reads the ledger's numbers as Chinese writes them ("300余人次", "近2000平方米", "1.2万元", "三百多户") and
// adds them up exactly, with decimal arithmetic. It does not know what is counted, nor where a figure stands.
//
// # Notation
//
//	figure = [before] numeral [after] [万 | 亿] [unit] [suffix]
//	before = 近 将近 接近 约 大约 达 达到 超 超过 逾 不足 上
//	after  = 余 多 来
//	suffix = 以上 左右
//
// A numeral is written with digits ("1200", "1,200", "45.6"), with Chinese numerals ("三百二十", "一万零三百", "两百"), or with
// both ("1.2万", "3千5百", "1亿2000万"); a leading 十 百 千 万 亿 stands for one of it ("百余人"), as it must after 上
// ("上千人"). Full-width characters count as their half-width twins, blanks do not count. Numbers have up to six decimals
// and stay below 9.2 万亿. Refused are ranges ("3-5", "三五十", "三至五"), because they have no one value, indefinite numbers
// ("数百", "几十") and what could be read in two ways ("三百二": 320 or 302?).
package figure

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"strings"
)

// Figure is a number with its unit, and the words by which its author kept it honest. It is a value: figures that were
// written alike are equal with ==. The zero Figure is none; it is not the number 0.
type Figure struct {
	Before string // 近 约 达 … before the number
	After  string // 余 多 来 behind it
	Suffix string // 以上 左右 behind the unit
	Unit   string // by its one name ("平方米" where ㎡ was written); "" if none was written

	micro int64  // the value in millionths
	text  string // the number as it was written, with After inside: "1,200", "300余", "二十多万"
}

// micros are the millionths of one.
const micros = 1_000_000

// IsZero tells whether f is no figure.
func (f Figure) IsZero() bool { return f.text == "" }

// String gives the figure as it was written, with its unit: "近2000平方米". [Parse] gives the same figure back.
func (f Figure) String() string { return f.Before + f.text + f.Unit + f.Suffix }

// Number gives the figure as it was written, without its unit: "近2000", "300余", "300以上".
func (f Figure) Number() string { return f.Before + f.text + f.Suffix }

// Value gives the exact number as plain decimal digits, without approximators, for data files: "1.2万" gives "12000";
// no figure gives "".
func (f Figure) Value() string {
	if f.IsZero() {
		return ""
	}
	return decimal(big.NewInt(f.micro))
}

// Float gives the number as near as a float64 can be, to compare it with others; no figure gives 0.
func (f Figure) Float() float64 { return float64(f.micro) / micros }

// exact lists the words before a number that leave it exact: 达 says that it was reached.
var exact = []string{"", "达", "达到"}

// Approximate tells whether a word says that the true number is somewhat lower or higher.
func (f Figure) Approximate() bool {
	return f.After != "" || f.Suffix != "" || !slices.Contains(exact, f.Before)
}

// Compare gives -1, 0 or +1 as the number of f is lower than, equal to or higher than that of g. Approximators and units
// do not count.
func (f Figure) Compare(g Figure) int { return cmp.Compare(f.micro, g.micro) }

// WithUnit gives f the unit u if it has none, as if u had been written behind the number: 180 with 万元 is 1.8 million
// 元. A unit that no figure can have leaves f as it is.
func (f Figure) WithUnit(u string) Figure {
	if f.IsZero() || f.Unit != "" || u == "" {
		return f
	}
	g, m := parse(f.Before + f.text + u + f.Suffix)
	more, ok := strings.CutPrefix(g.text, f.text)
	if m != noMistake || !ok || strings.Trim(more, places) != "" {
		return f
	}
	return g
}

// decimal writes millionths as plain decimal digits, without needless zeros.
func decimal(micro *big.Int) string {
	whole, part := new(big.Int).DivMod(micro, big.NewInt(micros), new(big.Int))
	digits := strings.TrimRight(big.NewInt(micros + part.Int64()).String()[1:], "0")
	if digits == "" {
		return whole.String()
	}
	return whole.String() + "." + digits
}

// times multiplies two numbers that are not negative; ok is false if the product does not fit.
func times(a, b int64) (product int64, ok bool) {
	if b != 0 && a > math.MaxInt64/b {
		return 0, false
	}
	return a * b, true
}

// plus adds two numbers that are not negative; ok is false if the sum does not fit.
func plus(a, b int64) (sum int64, ok bool) { return a + b, a <= math.MaxInt64-b }
