package publish

import (
	"context"
	"time"
)

// Standing is what status tells: what was published, and what was begun.
type Standing struct {
	Generation int          `json:"generation"` // the last that was committed; 0 for none
	Files      int          `json:"files"`      // of the site
	Bytes      int64        `json:"bytes"`
	Cut        int          `json:"cut"`     // the last generation that withdrew something; rollback leads to it or later; 0 for none
	Back       int          `json:"back"`    // the generation that the last rollback brought back, if nothing came after; 0 for none
	Pending    []string     `json:"pending"` // keys that could not be deleted
	History    []Generation `json:"history"` // what the log holds, the latest first
}

// Generation is one line of the log.
type Generation struct {
	Number    int       `json:"generation"`
	Root      string    `json:"root"` // equal roots are equal sites; "" if it is not known yet
	Opened    time.Time `json:"opened"`
	Committed time.Time `json:"committed"` // zero: not yet, or never
	Signed    time.Time `json:"signed"`    // last sign of life, all by the store's clock
	Kept      bool      `json:"kept"`      // within what rollback can reach
	Owner     string    `json:"owner"`     // of an unfinished one; random
}

// Status reads the log: two or three requests, no write.
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
	status := Standing{Generation: base.generation, Cut: base.cut, Back: base.back, Pending: append([]string{}, base.pending...), History: []Generation{}}
	for _, e := range base.living() {
		status.Files++
		status.Bytes += e.Size
	}
	owners := map[int]string{}
	for _, in := range s.begun {
		owners[in.generation] = in.owner.String()
	}
	reach := p.reach(h, base)
	for i := len(h.records) - 1; i >= 0; i-- {
		r := h.records[i]
		g := Generation{Number: r.generation, Opened: r.opened, Committed: r.commitTime, Signed: r.signed, Owner: owners[r.generation]}
		if r.committed {
			g.Root, g.Kept = r.root.String(), r.generation >= reach && r.generation < base.generation
		}
		status.History = append(status.History, g)
	}
	return status, nil
}

// reach is the oldest generation that rollback may lead to.
func (p *publisher) reach(h history, base *state) int {
	commits := h.commits()
	if p.Keep == 0 || len(commits) == 0 {
		return base.generation
	}
	return max(base.cut, commits[min(p.Keep, len(commits)-1)].generation)
}
