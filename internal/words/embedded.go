package words

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

//go:embed tables/*.toml
var files embed.FS

// grammarFile is the table of particles, which has a notation of its own.
const grammarFile = "tables/particles.toml"

// embedded gives the tables of the program. Every process that looks at a text pays for them: they are read without the checks of
// [Parse], which the tests make.
var embedded = sync.OnceValue(readEmbedded)

func readEmbedded() (all []Table) {
	names, err := fs.Glob(files, "tables/*.toml")
	if err != nil {
		panic("words: " + err.Error())
	}
	for _, name := range names {
		if name == grammarFile {
			continue
		}
		var d document
		decodeEmbedded(name, &d)
		r := reader{seen: map[string]bool{}}
		r.groups(d.Groups)
		r.table.remove = d.Disable
		all = append(all, r.table)
	}
	return all
}

// grammarOf reads the table of particles once.
var grammarOf = sync.OnceValue(readGrammar)

func readGrammar() *grammar {
	g := &grammar{}
	decodeEmbedded(grammarFile, g)
	return g
}

func decodeEmbedded(name string, into any) {
	src, err := files.ReadFile(name)
	if err == nil {
		err = toml.Unmarshal(src, into)
	}
	if err != nil {
		panic("words: " + name + ": " + err.Error())
	}
}
