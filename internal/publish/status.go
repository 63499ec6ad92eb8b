package publish

import (
	"context"
	"errors"
	"slices"
	"time"

	"mingde/internal/parallel"
	"mingde/internal/publish/store"
)

// Standing is what status tells: what was published, and what was begun.
type Standing struct {
	Generation int          `json:"generation"` // the last that was committed; 0 for none
	Files      int          `json:"files"`      // of the site
	Bytes      int64        `json:"bytes"`
	Cut        int          `json:"cut"`     // the last generation that withdrew something; rollback leads to it or later; 0 for none
	Back       int          `json:"back"`    // the generation that the last rollback brought back, if nothing came after; 0 for none
	Pending    []string     `json:"pending"` // keys that could not be deleted, or are not as they should be
	Unseen     bool         `json:"unseen"`  // at the public address something was not as it should be when it was last looked at
	History    []Generation `json:"history"` // what the log holds, the latest first
}

// Generation is one line of the log.
type Generation struct {
	Number    int       `json:"generation"`
	Root      string    `json:"root"` // equal roots are equal sites; "" if it is not known yet
	Opened    time.Time `json:"opened"`
	Committed time.Time `json:"committed"` // zero: not yet, or never
	Signed    time.Time `json:"signed"`    // last sign of life, all by the store's clock
	Kept      bool      `json:"kept"`      // rollback can reach it: all that it needs is there
	Back      int       `json:"back"`      // of a rollback: the generation to which it went back; 0 for a publish
	Owner     string    `json:"owner"`     // of an unfinished one; random
}

// Status reads the log and what can be brought back: two or three requests, one more for each generation of the log if bodies are kept; no write.
func Status(ctx context.Context, opt Options) (status Standing, err error) {
	opt.DryRun = true
	p := newPublisher(opt)
	err = p.alone(func() error {
		status, err = p.status(ctx)
		return err
	})
	return status, err
}

func (p *publisher) status(ctx context.Context) (Standing, error) {
	h, err := listLog(ctx, p.store)
	if err != nil {
		return Standing{}, err
	}
	s, err := p.look(ctx, h, true)
	if err != nil {
		return Standing{}, err
	}
	base := s.base
	status := Standing{
		Generation: base.generation, Cut: base.cut, Back: base.back, Pending: append([]string{}, base.pending...), Unseen: base.unseen, History: []Generation{},
	}
	for _, e := range base.living() {
		status.Files++
		status.Bytes += e.Size
	}
	owners := map[int]string{}
	for _, in := range s.begun {
		owners[in.generation] = in.owner.String()
	}
	kept, err := p.reach(ctx, s)
	if err != nil {
		return Standing{}, err
	}
	for _, r := range slices.Backward(h.records) {
		g := Generation{Number: r.generation, Opened: r.opened, Committed: r.commitTime, Signed: r.signed, Owner: owners[r.generation]}
		if r.committed {
			g.Root, g.Kept, g.Back = r.root.String(), kept[r.generation], p.wentBack(ctx, h, r)
		}
		status.History = append(status.History, g)
	}
	return status, nil
}

// reach gives the generations to which rollback may lead: those since the last withdrawal of whose bodies each is kept, or in its place. It
// does not go by how many shall be kept, which another computer may have other settings for.
func (p *publisher) reach(ctx context.Context, s *standing) (map[int]bool, error) {
	kept := map[string]bool{}
	for object, err := range p.store.List(ctx, blobs) {
		if errors.Is(err, store.ErrDenied) {
			return p.promised(s), nil
		}
		if err != nil {
			return nil, err
		}
		kept[object.Key] = true
	}
	all := map[int]bool{}
	if len(kept) == 0 {
		return all, nil
	}
	if err := p.addDoubtful(ctx, s, kept); err != nil {
		return nil, err
	}
	for _, r := range s.history.commits() {
		if r.generation < s.base.cut {
			break
		}
		target, err := p.loadEntries(ctx, r)
		if damaged := (*Damaged)(nil); errors.As(err, &damaged) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all[r.generation] = r.root != s.base.root && !slices.ContainsFunc(target.living(), func(e Entry) bool { return !kept[blobKey(e)] && !s.inPlace(e) })
	}
	return all, nil
}

// addDoubtful adds to what is kept the bodies that are in their places after all, where an unfinished publish may have put others.
func (p *publisher) addDoubtful(ctx context.Context, s *standing, kept map[string]bool) error {
	var doubtful []Entry
	for _, e := range s.base.entries {
		if s.doubtful(e.Path) && !kept[blobKey(e)] {
			doubtful = append(doubtful, e)
		}
	}
	there := make([]bool, len(doubtful))
	err := parallel.Each(ctx, p.Workers, len(doubtful), func(i int) (err error) {
		there[i], err = p.holdsBody(ctx, doubtful[i].Path, doubtful[i])
		return err
	})
	for i, e := range doubtful {
		if there[i] {
			kept[blobKey(e)] = true
		}
	}
	return err
}

// promised is reach for somebody who may not list what is kept: it goes by the settings.
func (p *publisher) promised(s *standing) map[int]bool {
	all := map[int]bool{}
	for i, r := range s.history.commits() {
		all[r.generation] = i > 0 && i <= p.Keep && r.generation >= s.base.cut && r.root != s.base.root
	}
	return all
}

// inPlace tells whether the body of an entry is where it belongs, as far as is known.
func (s *standing) inPlace(e Entry) bool {
	now, ok := find(s.base.entries, e.Path)
	return ok && !s.doubtful(e.Path) && now.Sum == e.Sum && now.Class.Encoder == e.Class.Encoder
}

// wentBack gives the generation to which a rollback went back, 0 for a publish. Only what has the site of an older one is asked.
func (p *publisher) wentBack(ctx context.Context, h history, r record) int {
	if !slices.ContainsFunc(h.commits(), func(o record) bool { return o.generation < r.generation && o.root == r.root }) {
		return 0
	}
	in, err := p.committed(ctx, r)
	if err != nil {
		return 0 // it costs a remark
	}
	return in.back
}
