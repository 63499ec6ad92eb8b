package build

import (
	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/source"
)

// locate finds the lines of problems that only name a field. A file is read again for that, since nobody keeps positions
// of what is right.
func (b *builder) locate(problems []problem.Problem) {
	index := map[string]decode.Index{}
	for i, p := range problems {
		if p.Field == "" || p.Line > 0 {
			continue
		}
		positions, ok := index[p.File]
		if !ok {
			positions = b.positions(p.File)
			index[p.File] = positions
		}
		if problems[i].Place = positions.Place(p.File, p.Field); p.File == source.Settings {
			problems[i].Place = positions.KeyPlace(p.File, p.Field) // values were checked when they were read
		}
	}
}

func (b *builder) positions(file string) decode.Index {
	data, err := b.sources.Read(file)
	if err != nil {
		return decode.Positions(nil, 1)
	}
	if file == source.Settings {
		return decode.Positions(data, 1)
	}
	return decode.Positions(entry.FrontMatter(data), 2)
}
