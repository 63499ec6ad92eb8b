package output

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"mingde/internal/problem"
)

// Refusal is an error that the user can mend; Text is its sentence in the catalogue, Error the same in English.
type Refusal struct {
	Text  problem.Text
	words string
}

// Error tells it in English.
func (r *Refusal) Error() string { return r.words }

func refuse(key string, args problem.Args, format string, words ...any) *Refusal {
	return &Refusal{problem.Text{Key: "output." + key, Args: args}, fmt.Sprintf(format, words...)}
}

// ErrStale is the error of Begin when another process has built into the folder since Open: whoever opens it again may
// go on. It is an [ErrBusy] for those who do not.
var ErrStale = fmt.Errorf("%w, and has come to its end", ErrBusy)

func ignoreBusy(err error) error {
	if errors.Is(err, ErrBusy) {
		return nil
	}
	return err
}

// ErrBusy is the error of Begin when another process is writing to the folder.
var ErrBusy error = refuse("busy", nil, "another process is building into this folder")

// sources are the folders of a site that are no place for output, nor anything inside them.
var sources = []string{"content", "layouts", "static", ".mingde", ".git"}

// CheckFolder says why a folder cannot take the output of the site in root: a [*Refusal] if it is, contains or lies in
// the site's sources, or is a file; nil otherwise. Links are followed, and names compared as the disk does.
func CheckFolder(root, out string) error {
	root, err := resolve(root)
	if err != nil {
		return err
	}
	folder, err := resolve(out)
	if err != nil {
		return err
	}
	if info, err := os.Stat(folder); err == nil && !info.IsDir() {
		return refuse("folder-is-file", problem.Args{"out": out}, "%s is a file, not a folder", out)
	}
	for up := root; ; up = filepath.Dir(up) {
		if sameFile(up, folder) {
			return refuse("folder-contains", problem.Args{"out": out}, "%s contains the sources of the site", out)
		}
		if up == filepath.Dir(up) {
			break
		}
	}
	for up := folder; up != filepath.Dir(up); up = filepath.Dir(up) {
		for _, name := range sources {
			if sameFile(up, filepath.Join(root, name)) {
				return refuse("folder-inside", problem.Args{"out": out, "name": name}, "%s lies in %s, the sources of the site", out, name)
			}
		}
	}
	return nil
}

// Inside tells whether a folder is another one or lies in it. Links are followed, and names compared as the disk does; neither need exist.
func Inside(folder, other string) bool {
	folder, err := resolve(folder)
	if err != nil {
		return false
	}
	if other, err = resolve(other); err != nil {
		return false
	}
	for up := folder; ; up = filepath.Dir(up) {
		if sameFile(up, other) {
			return true
		}
		if up == filepath.Dir(up) {
			return false
		}
	}
}

// sameFile compares two clean absolute paths, by the disk where both exist.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// resolve gives the absolute path without links; the last parts need not exist yet.
func resolve(name string) (string, error) {
	full, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	rest := ""
	for up := full; ; up = filepath.Dir(up) {
		if real, err := filepath.EvalSymlinks(up); err == nil {
			return filepath.Join(real, rest), nil
		}
		if up == filepath.Dir(up) {
			return full, nil
		}
		rest = filepath.Join(filepath.Base(up), rest)
	}
}
