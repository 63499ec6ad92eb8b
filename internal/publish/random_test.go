package publish

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"mingde/internal/publish/store"
)

// world is a random history of one bucket: sources that change, persons who withdraw and agree again, publishers that die, take
// over, roll back, from computers that remember something or nothing.
type world struct {
	t       *testing.T
	seed    uint64
	rng     *rand.Rand
	bucket  *bucket
	keep    int
	pages   [12]struct{ exists, a, b bool } // whether a page stands, and names one of two persons
	words   [12]int
	style   int
	hidden  [2]bool // the persons who have withdrawn
	sites   map[Root]website
	memory  []string // folders of computers
	counted map[string]int
}

var persons = [2]string{"WangWu", "ZhaoLiu"}

func newWorld(t *testing.T, seed uint64, counted map[string]int) *world {
	w := &world{t: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 9)), bucket: newBucket(), sites: map[Root]website{}, counted: counted}
	w.keep = w.rng.IntN(4)
	w.memory = []string{"", t.TempDir(), t.TempDir()}
	for range 10 {
		w.edit()
	}
	watch(t, w.bucket)
	return w
}

func (w *world) edit() {
	i := w.rng.IntN(len(w.pages))
	switch w.rng.IntN(6) {
	case 0:
		w.style++
	case 1:
		w.pages[i].exists = !w.pages[i].exists
	case 2:
		w.pages[i].a = !w.pages[i].a
	case 3:
		w.pages[i].b = !w.pages[i].b
	default:
		w.words[i]++
	}
}

// site is what a build makes of the sources: who has withdrawn stands nowhere.
func (w *world) site() website {
	site := website{}
	css := site.asset("site", ".css", fmt.Sprint("style ", w.style))
	links := []string{css}
	for i, p := range w.pages {
		if !p.exists {
			continue
		}
		name := fmt.Sprintf("events/%d.html", i)
		words, needs := fmt.Sprint("words ", w.words[i]), []string{css}
		for k, named := range []bool{p.a, p.b} {
			if named && !w.hidden[k] {
				words += " with " + persons[k]
				needs = append(needs, site.asset("portrait", ".jpg", "picture of "+persons[k]))
			}
		}
		site.page(name, words, needs...)
		links = append(links, name)
	}
	site.page("index.html", fmt.Sprint("home ", w.words[0]), links...)
	site["feed.xml"] = fmt.Sprint(w.words)
	return site
}

func (w *world) withdrawn() (all []string) {
	for k, gone := range w.hidden {
		if gone {
			all = append(all, persons[k])
		}
	}
	return all
}

// step does one random thing.
func (w *world) step() {
	pause := []time.Duration{time.Minute, time.Hour, 6 * 24 * time.Hour}[w.rng.IntN(3)]
	time.Sleep(time.Duration(w.rng.Int64N(int64(pause))))
	for range w.rng.IntN(3) {
		w.edit()
	}
	switch w.rng.IntN(8) {
	case 2:
		k := w.rng.IntN(2)
		w.hidden[k] = !w.hidden[k]
	case 3:
		w.rollback()
	default:
		w.publish()
	}
}

// options are those of a random computer, which may die, or may not delete.
func (w *world) options(opt Options) (Options, *client) {
	c := w.bucket.client()
	switch w.rng.IntN(8) {
	case 0, 1, 2:
		c.killAt(1+w.rng.IntN(24), w.rng.IntN(2) == 0)
	case 3:
		c.deny = func(key string) bool { return len(key)%2 == 0 || isBlob(key) && key[len(key)-1] > '7' }
	}
	opt.Takeover = w.rng.IntN(2) == 0
	c.noMD5 = w.rng.IntN(4) == 0
	opt.Store, opt.Keep, opt.Yes, opt.Target = c, w.keep, true, "random"
	opt.State, opt.Workers = w.memory[w.rng.IntN(len(w.memory))], 1+w.rng.IntN(8)
	opt.Verify = []Level{None, None, Sample, Full, Deep}[w.rng.IntN(5)]
	return opt, c
}

func (w *world) publish() {
	site := w.site()
	w.sites[site.root(w.withdrawn()...)] = site
	opt, _ := w.options(site.options(w.t, nil))
	opt.Withdrawn = w.withdrawn()
	report, err := Run(context.Background(), opt)
	w.judge("publish", site, err)
	if err == nil && report.Unchanged {
		w.counted["unchanged"]++
	}
}

func (w *world) rollback() {
	h, err := listLog(context.Background(), w.bucket.client())
	if err != nil || len(h.commits()) < 2 {
		return
	}
	commits := h.commits()
	opt, _ := w.options(Options{})
	opt.Withdrawn = w.withdrawn()
	to := commits[w.rng.IntN(min(5, len(commits)))]
	_, err = Rollback(context.Background(), opt, to.generation)
	if refused := (*Refused)(nil); errors.As(err, &refused) && !errors.Is(err, errKilled) {
		w.counted["rollback "+refused.Texts[0].Key]++
		return
	}
	w.judge("rollback", w.sites[to.root], err)
}

// judge compares the bucket with the site that was just brought in, if it was.
func (w *world) judge(what string, site website, err error) {
	var incomplete *Incomplete
	switch {
	case errors.Is(err, errKilled):
		w.counted[what+" killed"]++
		return
	case errors.Is(err, ErrBusy) && w.bucket.client().unfinished():
		w.counted[what+" busy"]++
		return
	case errors.As(err, &incomplete):
		w.counted[what+" incomplete"]++
	case err != nil:
		w.t.Errorf("seed %d: %s: %v", w.seed, what, err)
		return
	default:
		w.counted[what]++
	}
	b := w.bucket.clone()
	if incomplete != nil {
		for _, key := range incomplete.Pending {
			delete(b.objects, key)
		}
	}
	b.holds(w.t, site)
	for k, gone := range w.hidden {
		if keys := b.mentions(persons[k]); gone && len(keys) > 0 {
			w.t.Errorf("seed %d: %s: %s has withdrawn and is in %v", w.seed, what, persons[k], keys)
		}
	}
}

// unfinished tells whether somebody has begun and not finished.
func (c *client) unfinished() bool {
	h, err := listLog(context.Background(), c)
	return err == nil && len(h.unfinished()) > 0
}

// settle ends a history: one publish without a fault, and everything is as it should be.
func (w *world) settle() {
	site := w.site()
	opt := site.options(w.t, w.bucket.client())
	opt.Keep, opt.Withdrawn, opt.Verify = w.keep, w.withdrawn(), Deep
	time.Sleep(time.Hour)
	_, err := Run(context.Background(), opt)
	w.judge("last publish", site, err)
	opt.Verify = None
	opt.Store = w.bucket.client()
	if report, err := Run(context.Background(), opt); err != nil || !report.Unchanged {
		w.t.Errorf("seed %d: not settled: %+v, %v", w.seed, report, err)
	}
}

// Whatever happens, the bucket is the site that was last committed, no page ever lacks what it needs, and who has withdrawn is nowhere.
func TestRandomHistories(t *testing.T) {
	counted := map[string]int{}
	for seed := range uint64(histories) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, seed, counted)
			for range 30 {
				w.step()
			}
			w.settle()
		})
		if t.Failed() {
			break
		}
	}
	for _, what := range slices.Sorted(maps.Keys(counted)) {
		t.Logf("%5d %s", counted[what], what)
	}
}

var _ store.Store = (*client)(nil)
