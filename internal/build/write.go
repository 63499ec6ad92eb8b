package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/feed"
	"mingde/internal/output"
	"mingde/internal/page"
	"mingde/internal/parallel"
	"mingde/internal/search"
	"mingde/internal/source"
)

// write is the parallel stage that renders what changed and writes it. An index of what stands there follows it.
func (b *builder) write(ctx context.Context) error {
	defer b.phase("write")()
	pages := b.site.Pages
	paths := make([]string, len(pages))
	for i, p := range pages {
		paths[i] = p.Path
	}
	frame := b.frame()
	searched := b.searched(ctx, frame)
	w, err := b.begin(paths)
	failed := searched()
	if err != nil {
		return b.blame(err)
	}
	if failed != nil {
		w.Abort()
		return failed
	}
	b.result.Notes = append(b.result.Notes, w.Notes()...)
	if b.Clean {
		if err := w.Clear(); err != nil {
			w.Abort()
			return err
		}
	}
	before, known := b.recorded(w)
	b.framed = known && before.Frame == frame && !b.Clean
	numbers := w.Match(paths)
	reasons := make([]Reason, len(pages))
	err = parallel.Each(ctx, b.Workers, len(pages), func(i int) (err error) {
		reasons[i], err = b.emit(w, pages[i], numbers[i])
		return err
	})
	if err != nil {
		w.Abort()
		return b.blame(err)
	}
	done, err := w.Finish(b.meta(frame))
	if err != nil {
		return err
	}
	b.account(reasons)
	b.result.Written, b.result.Deleted, b.result.Bytes = done.Written, done.Deleted, done.Bytes
	b.result.Notes = append(b.result.Notes, done.Notes()...)
	return nil
}

// searched begins to bring the postings of the search up to date.
func (b *builder) searched(ctx context.Context, frame source.Sum) (wait func() error) {
	if len(b.site.Search()) == 0 {
		return func() error { return nil }
	}
	failed := make(chan error, 1)
	go func() {
		done := b.phase("search")
		save, err := b.index.refresh(ctx, frame)
		b.written.Go(save)
		done()
		failed <- err
	}()
	return func() error { return <-failed }
}

// begin takes the output folder. If somebody else has built into it since it was looked at, it is looked at once more.
func (b *builder) begin(paths []string) (*output.Writer, error) {
	w, err := b.standing.get()
	if err == nil {
		err = w.Begin(paths)
	}
	if !errors.Is(err, output.ErrStale) {
		return w, err
	}
	w.Abort()
	b.standing.open(b.out, b.cacheDir())
	b.standing.look(!b.Clean)
	if w, err = b.standing.get(); err != nil {
		return nil, err
	}
	return w, w.Begin(paths)
}

// account counts the pages by the reasons for which they were rendered.
func (b *builder) account(reasons []Reason) {
	b.result.Reasons = map[Reason]int{}
	for i, why := range reasons {
		b.result.Reasons[why]++
		if b.Trace != nil {
			b.Trace(b.site.Pages[i].Path, why)
		}
	}
	b.result.Reused = b.result.Reasons[Reused]
	b.result.Rendered = len(reasons) - b.result.Reused
}

// emit renders one page, unless it stands there already and was made from the same, and tells why. The number is that of
// the file that is recorded at its address.
func (b *builder) emit(w *output.Writer, p page.Page, number int) (Reason, error) {
	if b.framed && !p.AllBodies && sameBody(w, number, p) && w.Stands(number) {
		return Reused, w.Keep(number)
	}
	view := p.View()
	sum := b.sum(p.Type, view)
	why := reason(w, number, sum)
	if why == Reused {
		return why, w.Keep(number)
	}
	if data, ready, err := b.ready(view); ready {
		if err == nil {
			_, err = w.Write(p.Path, p.Type.Class(), sum, data)
		}
		return why, about(p.Path, err)
	}
	buffer := buffers.Get().(*bytes.Buffer)
	defer giveBack(buffer)
	if err := b.render(buffer, p.Type, view); err != nil {
		return why, about(p.Path, err)
	}
	_, err := w.Write(p.Path, p.Type.Class(), sum, buffer.Bytes())
	return why, about(p.Path, err)
}

// about names the page at which something failed.
func about(path string, err error) error {
	if err == nil {
		return nil
	}
	var refused *output.Refusal
	if errors.As(err, &refused) {
		return &PageError{Page: path, Err: err}
	}
	return fmt.Errorf("%s: %w", path, err)
}

// buffers are for pages while they are rendered.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxBuffer is the largest buffer that is kept for the next page, in bytes: one huge page shall not cost its memory to the
// end of the build.
const maxBuffer = 1 << 20

func giveBack(buffer *bytes.Buffer) bool {
	if buffer.Cap() > maxBuffer {
		return false
	}
	buffer.Reset()
	buffers.Put(buffer)
	return true
}

// ready gives the bytes of a file that nothing is rendered for.
func (b *builder) ready(view any) (data []byte, ready bool, err error) {
	switch v := view.(type) {
	case *page.AssetView:
		data, err = b.asset(v.Source)
		return data, true, err
	case *page.PhotoView:
		data, err = b.picture(v)
		return data, true, err
	case *page.SearchShardView:
		data, err = b.index.shard(v)
		return data, true, err
	}
	return nil, false, nil
}

// render writes one page's bytes, by its layout or in its format.
func (b *builder) render(w *bytes.Buffer, t page.Type, view any) error {
	if t.Layout() != "" {
		return b.set.Render(w, t, view)
	}
	if t.Class() == output.Search {
		return search.Write(w, t, view)
	}
	return feed.Write(w, t, view)
}

// pack writes the site that stands in the output folder as one file, for a parent portal. It is dated by the day that it
// shows, and takes the place of an older one only when it is whole.
func (b *builder) pack() error {
	defer b.phase("pack")()
	w, err := output.Open(b.out, b.cacheDir())
	if err != nil {
		return err
	}
	defer w.Abort()
	name := within(b.Root, b.Zip, "")
	temporary, err := os.CreateTemp(filepath.Dir(name), ".mingde-*.zip")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	day := calendar.Moment{Day: b.result.AsOf, Second: calendar.BareDate}
	err = output.Pack(temporary, b.out, w.Previous(), day.In(time.UTC))
	if err = errors.Join(err, temporary.Chmod(0o644), temporary.Close()); err != nil {
		return fmt.Errorf("%s: %w", b.Zip, err)
	}
	return os.Rename(temporary.Name(), name)
}
