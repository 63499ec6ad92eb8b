package store

import "context"

// ProbePrefix is where probes put their objects; each removes its own.
const ProbePrefix = "_pub/probe/"

// Capabilities is what a store was seen to do. What documentation promises does not count: some servers take a header and
// ignore it.
type Capabilities struct {
	CreateOnly  bool // of two writers that create the same key at the same time one fails: without it there is no lock
	MD5         bool // a body that is not what its MD5 sum says is refused, and the old one stays
	Headers     bool // content type, cache control and encoding come back as they were put
	Redirects   bool // Header.Redirect comes back; whether a website acts on it is not known
	Delete      bool // objects can be deleted; if not, a probe leaves what it wrote
	MultiDelete bool // many of them by one request
}

// Prober is a Store that can find out by itself. Probe writes below ProbePrefix and removes what it wrote; its error says
// that it could not find out.
type Prober interface {
	Store
	Probe(ctx context.Context) (Capabilities, error)
}

// Surveyor is a Store in which something can be in the way of an object that is no object itself, and that no listing shows: a folder of the
// same name, a link, a file that would have to be a folder. To look at many keys costs little there.
type Surveyor interface {
	Store
	// Survey names what is in the way of objects at these keys.
	Survey(ctx context.Context, keys []string) ([]string, error)
}
