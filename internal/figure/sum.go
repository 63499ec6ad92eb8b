package figure

import (
	"math/big"
	"math/bits"
	"strings"
)

// Sum adds up figures of one unit, exactly and without overflow; the order of adding does not matter. The zero Sum is
// that of no figures. Sums compare with ==.
type Sum struct {
	unit         string
	hi, lo       uint64 // the value in millionths, of 128 bits
	parts        int
	approximates bool // some part was approximate
}

// Add adds a figure and tells whether it did: no figure adds nothing, nor does one of another unit than the sum has from
// its first figure.
func (s *Sum) Add(f Figure) bool {
	if f.IsZero() || s.parts > 0 && f.Unit != s.unit {
		return false
	}
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, uint64(f.micro), 0)
	s.hi += carry
	s.unit = f.Unit
	s.parts++
	s.approximates = s.approximates || f.Approximate()
	return true
}

// AtLeast tells whether the sum is n or more; n is not negative.
func (s Sum) AtLeast(n int) bool { return s.hi > 0 || s.lo/1_000_000 >= uint64(n) }

// IsZero tells whether nothing was added.
func (s Sum) IsZero() bool { return s.parts == 0 }

// Parts gives how many figures were added.
func (s Sum) Parts() int { return s.parts }

// Unit gives the unit; "" if nothing was added, or only figures without unit.
func (s Sum) Unit() string { return s.unit }

// Approximate tells whether any part was approximate.
func (s Sum) Approximate() bool { return s.approximates }

// Value gives the exact sum as plain decimal digits, for data files: "12300", "45.5"; "0" if nothing was added.
func (s Sum) Value() string {
	v := new(big.Int).Lsh(new(big.Int).SetUint64(s.hi), 64)
	return decimal(v.Or(v, new(big.Int).SetUint64(s.lo)))
}

// Number gives the sum for readers, without unit: exact, with 约 if any part was approximate, its thousands grouped by
// commas from five digits on, as GB/T 15835-2011 has it ("约12,300", but "1200"). It is not rounded to 万: the sums of a
// column can then be compared at a glance and checked by adding.
func (s Sum) Number() string {
	whole, part, found := strings.Cut(s.Value(), ".")
	if len(whole) > 4 {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if found {
		whole += "." + part
	}
	if s.approximates {
		return "约" + whole
	}
	return whole
}

// String gives the sum for readers, with its unit: "约12,300人次".
func (s Sum) String() string { return s.Number() + s.unit }
