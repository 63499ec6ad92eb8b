package s3

import (
	"mingde/internal/message"
	"mingde/internal/problem"
)

// Mistake is an error of Open and FindCredentials that whoever wrote the settings, or set the environment, can mend: nothing was sent.
type Mistake struct {
	said problem.Text
	kind error // what it is, if that is of use; nil else
}

// mistake makes one; pairs are the arguments of its sentence, name and value in turn.
func mistake(key string, pairs ...string) *Mistake {
	args := problem.Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return &Mistake{said: problem.Text{Key: "publish.setting." + key, Args: args}}
}

// noCredentials makes one that is errNoCredentials.
func noCredentials(key string, pairs ...string) *Mistake {
	m := mistake(key, pairs...)
	m.kind = errNoCredentials
	return m
}

// Error is the sentence in English.
func (m *Mistake) Error() string { return message.For(message.English).Say(m.said) }

// Unwrap gives what it is.
func (m *Mistake) Unwrap() error { return m.kind }

// Reason implements store.Failure.
func (m *Mistake) Reason() problem.Text { return m.said }
