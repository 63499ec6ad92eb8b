package photo

// The scaler is an exact area average: a sample of the target is the mean of what lies below it in the source, in
// integers, without intermediate rounding. Planes are scaled by themselves, never as RGB.
//
// On one axis, let the source have s pixels and the target t ≤ s. Lengths are counted in units of 1/t source pixel, so
// that every border lies on a whole number: a source pixel is t units long, target pixel i covers [i·s, (i+1)·s).
// Because a chroma sample covers several pixels, and the last one of a row maybe fewer, intervals are derived from the
// pixels that a sample covers and not from the number of samples: chroma stays aligned with luma at odd sizes.
//
// Sums of a row fit into 32 bits: the weights of one target sample amount to 2·s at most, s ≤ 65,535, a sample ≤ 255.

// span is what one target sample covers on one axis: a part of the source sample first, inner ones as a whole, a part of
// last. When first and last are the same, head is the whole weight and tail is 0.
type span struct {
	first, last, inner int // inner: the end of the inner ones, which begin at first+1
	head, tail, total  uint32
}

// axis is the spans of one axis in the order of the source.
type axis struct {
	spans []span
	whole uint32 // weight of an inner sample
}

// newAxis cuts s source pixels into the samples of t target pixels; a sample covers stepS pixels of the source, stepT of
// the target. When the target is mirrored, its short last sample comes first in the order of the source.
func newAxis(s, t, stepS, stepT int, mirrored bool) axis {
	count, whole := ceilDiv(t, stepT), int64(stepS)*int64(t)
	a := axis{spans: make([]span, count), whole: uint32(whole)}
	for i := range a.spans {
		from, to := i*stepT, min((i+1)*stepT, t)
		if mirrored {
			from, to = max(0, t-(count-i)*stepT), t-(count-i-1)*stepT
		}
		a.spans[i] = newSpan(int64(from)*int64(s), int64(to)*int64(s), whole)
	}
	return a
}

// newSpan covers [from, to) units, a source sample being whole units long.
func newSpan(from, to, whole int64) span {
	first, last := from/whole, (to-1)/whole
	p := span{first: int(first), last: int(last), total: uint32(to - from)}
	p.inner = max(p.first+1, p.last)
	if first == last {
		p.head = p.total
		return p
	}
	p.head = uint32((first+1)*whole - from)
	p.tail = uint32(to - last*whole)
	return p
}

// scaled gives the picture upright, with width × height pixels as displayed, chroma as 4:2:0.
func (p picture) scaled(width, height int, turn orientation) picture {
	out := picture{width: width, height: height, planes: make([]plane, len(p.planes))}
	storedW, storedH := width, height
	if turn.transpose {
		storedW, storedH = height, width
	}
	for i, from := range p.planes {
		step := 1
		if i > 0 {
			step = 2
		}
		out.planes[i] = newPlane(width, height, step)
		s := scaler{
			columns: newAxis(p.width, storedW, from.stepX, step, turn.flipX),
			rows:    newAxis(p.height, storedH, from.stepY, step, turn.flipY),
			from:    from,
		}
		s.run(out.planes[i], turn)
	}
	return out
}

// scaler scales one plane.
type scaler struct {
	columns, rows axis
	from          plane
	line          []uint32 // the source row numbered at, narrowed to the target's columns
	at            int
	sums          []uint64
}

// run goes through the source from top to bottom and writes each target sample where the orientation wants it.
func (s *scaler) run(to plane, turn orientation) {
	s.line, s.sums, s.at = make([]uint32, len(s.columns.spans)), make([]uint64, len(s.columns.spans)), -1
	dx, dy := 1, to.stride
	if turn.transpose {
		dx, dy = dy, dx
	}
	origin := 0
	if turn.flipX {
		origin, dx = origin+(len(s.columns.spans)-1)*dx, -dx
	}
	if turn.flipY {
		origin, dy = origin+(len(s.rows.spans)-1)*dy, -dy
	}
	for i, row := range s.rows.spans {
		s.sum(row)
		s.write(to.pix, origin+i*dy, dx, row.total)
	}
}

// sum adds up the source rows of one target row.
func (s *scaler) sum(row span) {
	clear(s.sums)
	s.add(row.first, row.head)
	for y := row.first + 1; y < row.inner; y++ {
		s.add(y, s.rows.whole)
	}
	if row.tail > 0 {
		s.add(row.last, row.tail)
	}
}

func (s *scaler) add(y int, weight uint32) {
	// Neighbouring target rows share the source row on their border.
	if s.at != y {
		s.narrow(s.from.pix[y*s.from.stride:])
		s.at = y
	}
	w, line := uint64(weight), s.line
	for i := range s.sums[:len(line)] {
		s.sums[i] += w * uint64(line[i])
	}
}

// narrow makes a source row as narrow as the target.
func (s *scaler) narrow(row []byte) {
	whole := s.columns.whole
	for i := range s.columns.spans {
		c := &s.columns.spans[i]
		var inner uint32
		for _, v := range row[c.first+1 : c.inner] {
			inner += uint32(v)
		}
		s.line[i] = uint32(row[c.first])*c.head + inner*whole + uint32(row[c.last])*c.tail
	}
}

// write divides by the area of each sample, rounding halves up.
func (s *scaler) write(pix []byte, at, dx int, height uint32) {
	for i, sum := range s.sums {
		area := uint64(s.columns.spans[i].total) * uint64(height)
		pix[at] = byte((sum + area/2) / area)
		at += dx
	}
}
