package build

import (
	"time"

	"mingde/internal/calendar"
	"mingde/internal/config"
)

// Day gives the day that an Update at a time would show: that of the options, or the day in the site's timezone. It is
// the zero Day while there are no settings that could be read.
func (l *Live) Day(now time.Time) calendar.Day {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if cfg := l.config(); cfg != nil && l.opt.AsOf.IsZero() {
		return calendar.DayOf(now.In(cfg.Location))
	}
	return l.opt.AsOf
}

// BaseURL gives the address at which the site is public, with a slash at its end; "" where none is known.
func (l *Live) BaseURL() string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if cfg := l.config(); cfg != nil {
		return cfg.BaseURL
	}
	return ""
}

// config gives the last settings that could be read; nil for none. The caller holds mu.
func (l *Live) config() *config.Config {
	switch {
	case l.last != nil && l.last.kept.cfg != nil:
		return l.last.kept.cfg
	case l.before != nil:
		return l.before.kept.cfg
	}
	return nil
}
