package publish

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"mingde/internal/publish/store"
)

// What is ours in the bucket. The public may not read it.
const (
	control   = "_pub/"
	logPrefix = control + "log/"
	manifests = control + "m/"    // full manifests by generation and root
	blobs     = control + "blob/" // kept bodies by the sum of the file
	clockKey  = control + "clock" // written to see what time it is there
)

func intentKey(generation int) string { return fmt.Sprintf("%s%08d.open", logPrefix, generation) }

func beatKey(generation, n int) string {
	return fmt.Sprintf("%s%08d.hb%d", logPrefix, generation, n)
}

// commitKey tells the root, whether there is a full manifest of the generation, and whether there is something that the next
// run must look after: a listing of the log is enough to see that nothing is to be done, and where to read else.
func commitKey(generation int, root Root, full, pending bool) string {
	key := fmt.Sprintf("%s%08d.done.%s", logPrefix, generation, root)
	if full {
		key += ".full"
	}
	if pending {
		key += ".pending"
	}
	return key
}

// manifestKey tells the generation beside the root: a site that comes back later may keep other dead objects.
func manifestKey(v version) string {
	return fmt.Sprintf("%s%08d.%s.gz", manifests, v.generation, v.root)
}

// blobKey is where the bytes that are stored for an entry are kept.
func blobKey(e Entry) string {
	key := blobs + hex.EncodeToString(e.Sum[:])
	if e.Class.Encoder != "" {
		key += "." + e.Class.Encoder
	}
	return key
}

func isBlob(key string) bool {
	name, ok := strings.CutPrefix(key, blobs)
	return ok && name != "" && !strings.Contains(name, "/")
}

// record is what the listing tells of one generation.
type record struct {
	generation int
	opened     time.Time // by the store's clock; zero: the intent is not there
	signed     time.Time // the last sign of life
	committed  bool
	commitTime time.Time
	root       Root // of a commit
	full       bool
	pending    bool
	keys       []string
}

// history is the log as it was listed: generations upwards, and what was the time then by our own clock.
type history struct {
	records []record
	looked  time.Time
}

// listLog reads the log: one request.
func listLog(ctx context.Context, s store.Store) (history, error) {
	var objects []store.Object
	for object, err := range s.List(ctx, logPrefix) {
		if err != nil {
			return history{}, err
		}
		objects = append(objects, object)
	}
	return readLog(objects), nil
}

// readLog makes a history of the objects of the log. Those whose names are none of ours are not looked at.
func readLog(objects []store.Object) history {
	h := history{looked: time.Now()}
	found := map[int]*record{}
	for _, object := range objects {
		generation, rest, ok := cutNumber(strings.TrimPrefix(object.Key, logPrefix))
		if !ok {
			continue
		}
		r := found[generation]
		if r == nil {
			r = &record{generation: generation}
		}
		if r.take(rest, object) {
			found[generation] = r
		}
	}
	for _, r := range found {
		h.records = append(h.records, *r)
	}
	slices.SortFunc(h.records, func(a, b record) int { return a.generation - b.generation })
	return h
}

// cutNumber takes the eight digits at the beginning of a name in the log.
func cutNumber(name string) (generation int, rest string, ok bool) {
	number, rest, ok := strings.Cut(name, ".")
	if !ok || len(number) < 8 {
		return 0, "", false
	}
	generation, err := strconv.Atoi(number)
	return generation, rest, err == nil && generation > 0 && fmt.Sprintf("%08d", generation) == number
}

// take adds what one object of the log says, unless it is none.
func (r *record) take(name string, object store.Object) bool {
	switch {
	case name == "open":
		r.opened = object.Modified
	case strings.HasPrefix(name, "hb"):
		if n, err := strconv.Atoi(name[2:]); err != nil || n < 1 {
			return false
		}
	default:
		root, ok := strings.CutPrefix(name, "done.")
		if !ok {
			return false
		}
		root, pending := strings.CutSuffix(root, ".pending")
		root, full := strings.CutSuffix(root, ".full")
		data, err := hex.DecodeString(root)
		if err != nil || len(data) != len(r.root) || strings.ToLower(root) != root {
			return false
		}
		r.committed, r.root, r.full, r.pending, r.commitTime = true, Root(data), full, pending, object.Modified
	}
	if object.Modified.After(r.signed) {
		r.signed = object.Modified
	}
	r.keys = append(r.keys, object.Key)
	return true
}

// head gives the last commit; ok is false if there is none.
func (h history) head() (record, bool) {
	commits := h.commits()
	if len(commits) == 0 {
		return record{}, false
	}
	return commits[0], true
}

// commits gives what was committed, the latest first.
func (h history) commits() (all []record) {
	for _, r := range slices.Backward(h.records) {
		if r.committed && !r.opened.IsZero() {
			all = append(all, r)
		}
	}
	return all
}

// commit gives the record of a generation that was committed.
func (h history) commit(generation int) (record, bool) {
	for _, r := range h.commits() {
		if r.generation == generation {
			return r, true
		}
	}
	return record{}, false
}

// unfinished gives the generations after the last commit: somebody publishes, or has died of it.
func (h history) unfinished() (all []record) {
	head, _ := h.head()
	for _, r := range h.records {
		if r.generation > head.generation && !r.opened.IsZero() {
			all = append(all, r)
		}
	}
	return all
}

// next gives the number of the next generation.
func (h history) next() int {
	if len(h.records) == 0 {
		return 1
	}
	return h.records[len(h.records)-1].generation + 1
}

// stands tells whether the last commit is of a root, and nothing has begun since or remains to be done.
func (h history) stands(root Root) bool {
	head, ok := h.head()
	return ok && head.root == root && !head.pending && len(h.unfinished()) == 0
}
