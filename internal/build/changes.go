package build

import "mingde/internal/source"

// FileChange is a source that differs from what the state before was made of.
type FileChange struct {
	Path string
	What Change
}

// Change is what happened to a file.
type Change string

// The changes of a file.
const (
	Added   Change = "added"
	Edited  Change = "edited"
	Removed Change = "removed"
)

// changes are what differs between the sources of two runs.
type changes struct {
	files []FileChange // by path
	frame bool         // something else than texts of bodies
}

// changes compares the sources with those of the run before. A file that was only touched has not changed, if anybody has
// ever read it. It is asked after entries were read, or could not be.
func (b *builder) changes() *changes {
	if b.kept.changes != nil {
		return b.kept.changes
	}
	c := &changes{}
	b.kept.changes = c
	if b.kept.before == nil {
		c.frame = true
		return c
	}
	k := 0
	for i, f := range b.sources.files {
		for ; k < len(b.memory.Files) && b.memory.Files[k].Path < f.Path; k++ {
			c.add(b.memory.Files[k].Path, Removed)
		}
		if b.was[i] < 0 {
			c.add(f.Path, Added)
			continue
		}
		k++
		old := b.was[i]
		switch known := &b.memory.Files[old]; {
		case known.Embedded && f.Embedded:
		case known.Embedded != f.Embedded:
			c.add(f.Path, Edited)
		case known.Sum == source.Sum{}: // nobody has read it, or nobody could
			if !sameStat(f, *known) {
				c.add(f.Path, Edited)
			}
		case !b.differs(i, known.Sum):
		case isEntry(f.Path) && b.onlyBody(i, old):
			c.files = append(c.files, FileChange{f.Path, Edited})
		default:
			c.add(f.Path, Edited)
		}
	}
	for ; k < len(b.memory.Files); k++ {
		c.add(b.memory.Files[k].Path, Removed)
	}
	return c
}

// onlyBody tells whether nothing has changed in an entry but the text of its body, and perhaps the lines on which its links stand:
// nothing tells of these while nothing is wrong with the entry.
func (b *builder) onlyBody(number, old int) bool {
	if b.means[number] == (source.Sum{}) {
		return false
	}
	if b.means[number] == b.memory.Means[old] {
		return true
	}
	now, then := b.kept.heads[number], b.kept.before.kept.heads[old]
	return now.entry != nil && then.entry != nil && len(now.found)+len(then.found) == 0 && now.entry.SameButPlaces(then.entry)
}

// add notes what changes more than a body.
func (c *changes) add(path string, what Change) {
	c.files = append(c.files, FileChange{path, what})
	c.frame = true
}

// differs tells whether a file of the tree has another content than the one of a sum. One that cannot be read differs.
func (b *builder) differs(number int, old source.Sum) bool {
	if sum, ok := b.sources.sumAt(number); ok {
		return sum != old
	}
	sum, err := b.sources.sumOf(b.sources.files[number].Path)
	return err != nil || sum != old
}

// changesBetween compares what two runs knew of the sources.
func changesBetween(old, now []source.File) (all []FileChange) {
	for len(old) > 0 || len(now) > 0 {
		switch {
		case len(now) == 0 || len(old) > 0 && old[0].Path < now[0].Path:
			all, old = append(all, FileChange{old[0].Path, Removed}), old[1:]
		case len(old) == 0 || old[0].Path > now[0].Path:
			all, now = append(all, FileChange{now[0].Path, Added}), now[1:]
		default:
			if old[0].Embedded != now[0].Embedded || old[0].Sum != now[0].Sum || now[0].Sum == (source.Sum{}) && !sameStat(old[0], now[0]) {
				all = append(all, FileChange{now[0].Path, Edited})
			}
			old, now = old[1:], now[1:]
		}
	}
	return all
}
