package store

import "context"

// permit is the key under which a context carries what it asks.
type permit struct{}

// WithPermit gives a context whose requests ask whether they may still be sent, at the last moment before they have an effect. A
// context that is cancelled is not enough for that: in a computer that has slept, what was about to be sent may go on before the
// timers do.
func WithPermit(ctx context.Context, ask func() error) context.Context {
	return context.WithValue(ctx, permit{}, ask)
}

// Permit asks what the context carries; a Store does so immediately before a request goes out, or a file gets its name.
func Permit(ctx context.Context) error {
	if ask, ok := ctx.Value(permit{}).(func() error); ok {
		return ask()
	}
	return nil
}
