package watch

import (
	"context"
	"time"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/problem"
)

// site is what is shown. A [build.Live] is one.
type site interface {
	Update(ctx context.Context, now time.Time, folders []string) (build.Update, error)
	Day(now time.Time) calendar.Day
	Folders() map[string]bool
	State(day calendar.Day) build.State
	Render(day calendar.Day, address string) (build.File, bool, error)
	Sum(day calendar.Day, address string) (build.Sum, bool, error)
	Assets(day calendar.Day) map[string]string
	Overview(day calendar.Day, query string) build.Overview
	Moved(day calendar.Day, address string) (build.Item, bool)
	Affected(ctx context.Context) (int, error)
	Close() []problem.Text
}
