package publish

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// Refused is an error of Run and Rollback that a guard found before anything was written, and the user can mend: exit code 4. Ask tells that it
// is a question: with Options.Yes the answer is yes.
type Refused struct {
	Texts []problem.Text
	Ask   bool
}

// Error tells the keys of its sentences.
func (r *Refused) Error() string {
	words := make([]string, len(r.Texts))
	for i, t := range r.Texts {
		words[i] = strings.TrimSpace(t.Key + " " + strings.ReplaceAll(t.Args.String(), "\x00", " "))
	}
	return "refused: " + strings.Join(words, "; ")
}

func text(key string, args problem.Args) problem.Text {
	return problem.Text{Key: "publish." + key, Args: args}
}

func refuse(key string, args problem.Args) *Refused {
	return &Refused{Texts: []problem.Text{text(key, args)}}
}

// ErrBusy is the error of Run and Rollback when somebody else is publishing: exit code 75. [Busy] tells who.
var ErrBusy = errors.New("somebody else is publishing")

// Busy is an ErrBusy with what is known of the other one.
type Busy struct {
	Generation int           // 0: not known
	Owner      string        // random; "" if not known
	Silent     time.Duration // since its last sign of life
	Remaining  time.Duration // after which it counts as dead and a plain run takes over; 0 if not known
	Here       bool          // it is another process of this computer
}

// Error tells it in English.
func (b *Busy) Error() string {
	return fmt.Sprintf("%v: generation %d, silent for %v, counts as dead in %v", ErrBusy, b.Generation, b.Silent, b.Remaining)
}

// Unwrap gives ErrBusy.
func (b *Busy) Unwrap() error { return ErrBusy }

// Text is its sentence.
func (b *Busy) Text() problem.Text {
	if b.Here || b.Generation == 0 {
		return text("busy-here", nil)
	}
	args := problem.Args{"generation": fmt.Sprint(b.Generation), "silent": seconds(b.Silent), "remaining": seconds(b.Remaining)}
	return text("busy", args)
}

func seconds(d time.Duration) string { return fmt.Sprint(int((d + time.Second - 1) / time.Second)) }

// Incomplete is an error of Run and Rollback when the site was published and committed, but deletes were refused or the verification found
// something: exit code 5.
type Incomplete struct {
	Pending []string       // keys that could not be deleted; the next run tries again
	Texts   []problem.Text // one sentence for each finding
}

// Error tells how much is not as it should be.
func (i *Incomplete) Error() string {
	return fmt.Sprintf("published, but %d deletes were refused and %d checks failed", len(i.Pending), len(i.Texts))
}

// Stopped is an error of Run and Rollback when a publish had begun and did not come to its end: it was interrupted (errors.Is with
// context.Canceled), lost its lease, or a request failed. The same command, from here or from elsewhere, goes on.
type Stopped struct {
	Generation int
	Phase      Phase
	Done, All  int // files of the phase
	Err        error
}

// Error tells where it stopped, and why.
func (s *Stopped) Error() string {
	return fmt.Sprintf("publishing generation %d stopped in %s (%d of %d): %v", s.Generation, s.Phase, s.Done, s.All, s.Err)
}

// Unwrap gives the reason.
func (s *Stopped) Unwrap() error { return s.Err }

// Text is what to do now. Who has lost the lease must look first: the same command would replace what a successor has published.
func (s *Stopped) Text() problem.Text {
	if errors.Is(s.Err, ErrLost) {
		return text("lost", problem.Args{"generation": fmt.Sprint(s.Generation)})
	}
	return text("stopped", problem.Args{"generation": fmt.Sprint(s.Generation)})
}

// Why gives the sentence for what an error says of the store, of a file that was sent or of the records, if there is one.
func Why(err error) (problem.Text, bool) {
	var failure store.Failure
	var damaged *Damaged
	switch {
	case errors.As(err, &failure) && failure.Reason().Key != "":
		return failure.Reason(), true
	case errors.Is(err, store.ErrChanged):
		object, _, _ := strings.Cut(err.Error(), ": ")
		return text("changed-meanwhile", problem.Args{"object": object}), true
	case errors.As(err, &damaged):
		return damaged.Text(), true
	}
	return problem.Text{}, false
}

// ErrLost is in a Stopped: the publisher was silent for so long that somebody else may have taken over.
var ErrLost = errors.New("the lease ran out, or somebody else has taken over")

// Damaged is an error of an object below _pub/ that is not what it should be.
type Damaged struct{ Key string }

// Error names the key.
func (d *Damaged) Error() string { return d.Key + ": damaged" }

// Text is its sentence.
func (d *Damaged) Text() problem.Text { return text("damaged", problem.Args{"key": d.Key}) }
