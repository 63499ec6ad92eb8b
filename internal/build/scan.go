package build

import (
	"crypto/sha256"
	"fmt"
	"path"
	"strings"
	"sync"

	"mingde/internal/cache"
	"mingde/internal/codec"
	"mingde/internal/document"
)

// scans knows what was found in attachments. A file is looked through once for its bytes, its name and the words of the settings: what
// was found stays in the cache.
type scans struct {
	facts *facts
	words []string // of hardship, beside the built-in ones
	known sync.Map // path → func() document.Findings
}

func (s *scans) of(file string) document.Findings {
	once, ok := s.known.Load(file)
	if !ok {
		once, _ = s.known.LoadOrStore(file, sync.OnceValue(func() document.Findings { return s.find(file) }))
	}
	return once.(func() document.Findings)()
}

func (s *scans) find(file string) (found document.Findings) {
	sources := s.facts.sources.Load()
	sum, err := sources.sumOf(file)
	if err != nil {
		return found // that it cannot be read is told where it is copied
	}
	key := cache.Key(sha256.Sum256(fmt.Appendf(nil, "%x %q %q", sum, path.Base(file), strings.Join(s.words, "\n"))))
	if record, ok := s.facts.pictures.store.Get(cachedScan, key); ok && !s.facts.pictures.fresh && codec.Read(record, &found) == nil {
		return found
	}
	data, err := sources.Read(file)
	if err != nil {
		return document.Findings{}
	}
	found = document.Scan(file, data, s.words)
	_ = s.facts.pictures.store.Put(cachedScan, key, codec.Append(nil, &found)) // that it could not be kept costs another look
	return found
}
