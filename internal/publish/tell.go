package publish

import (
	"context"
	"errors"
	"fmt"

	"mingde/internal/problem"
)

// Kind is how a run ended, as far as the one who started it must know: each kind has its exit code.
type Kind uint8

// The kinds.
const (
	Done        Kind = iota // published, or nothing was to be done
	Partly                  // published and committed, but something could not be deleted, or is not as it should be
	Declined                // a guard refused
	Occupied                // somebody else is publishing
	Interrupted             // by the user, before all was published
	Failed                  // by the machine or the network
)

// Ending is the end of a run in sentences.
type Ending struct {
	Kind   Kind
	Notes  []problem.Text // what to know beside
	Errors []problem.Text // what went wrong
	Reason error          // what went wrong, where only the machine has words for it; it comes after Errors
	Advice []problem.Text // what that means, and what to do
}

// End tells how Run, Rollback, Status or Doctor ended, of the error they gave and the report, if any.
func End(r Report, err error) Ending {
	end := Ending{Notes: r.Notes}
	var incomplete *Incomplete
	var refused *Refused
	var occupied *Busy
	var stopped *Stopped
	switch {
	case err == nil:
	case errors.As(err, &incomplete):
		end.Kind, end.Advice = Partly, append(incomplete.Texts[:len(incomplete.Texts):len(incomplete.Texts)], incomplete.sums()...)
	case errors.As(err, &refused):
		end.Kind, end.Errors = Declined, refused.Texts
	case errors.As(err, &occupied):
		end.Kind, end.Errors = Occupied, []problem.Text{occupied.Text()}
	case errors.Is(err, ErrLost) && errors.As(err, &stopped):
		end.Kind, end.Errors = Failed, []problem.Text{stopped.Text()}
	default:
		end.broken(err)
	}
	return end
}

// broken tells of what nobody meant to happen but, perhaps, the user who interrupted it.
func (e *Ending) broken(err error) {
	var stopped *Stopped
	reason := err
	if errors.As(err, &stopped) {
		reason, e.Advice = stopped.Err, []problem.Text{stopped.Text()}
	}
	if errors.Is(err, context.Canceled) {
		e.Kind, e.Reason = Interrupted, reason
		return
	}
	e.Kind = Failed
	if text, ok := Why(reason); ok {
		e.Errors = []problem.Text{text}
	} else {
		e.Reason = reason
	}
}

// sums say how much of what was published is not as it should be, and what becomes of it; of what there is none, nothing is said.
func (i *Incomplete) sums() (texts []problem.Text) {
	for _, sum := range []struct {
		key string
		n   int
	}{{"undeleted", i.Undeleted}, {"found", i.Found}, {"public", i.Public}} {
		if sum.n > 0 {
			texts = append(texts, text("incomplete."+sum.key, problem.Args{"count": fmt.Sprint(sum.n)}))
		}
	}
	return texts
}
