package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/spf13/cobra"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Args: p.exactly(0),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(p.stdout, "mingde %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// version names the program that runs: the module's version, or, of a program built from a working copy, the build id of
// the executable, which differs whenever its code does. What one version has cached no other believes.
var version = sync.OnceValue(func() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		if v := info.Main.Version; v != "" && v != "(devel)" && !strings.Contains(v, "dirty") {
			return v
		}
	}
	return "devel-" + buildID()
})

// buildID finds what the linker wrote near the beginning of the executable. Where it is not found the sum of the whole
// executable serves.
func buildID() string {
	name, err := os.Executable()
	if err != nil {
		return "unknown"
	}
	f, err := os.Open(name)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	head := make([]byte, 64<<10)
	n, _ := io.ReadFull(f, head)
	for _, mark := range []string{"Go build ID: \"", "\x04\x00\x00\x00Go\x00\x00"} { // elsewhere; in an ELF note of type 4
		if _, rest, ok := bytes.Cut(head[:n], []byte(mark)); ok {
			end := bytes.IndexAny(rest, "\"\x00\n")
			if end > 0 {
				return short(rest[:end])
			}
		}
	}
	h := sha256.New()
	h.Write(head[:n])
	if _, err := io.Copy(h, f); err != nil {
		return "unknown"
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

func short(id []byte) string {
	sum := sha256.Sum256(id)
	return hex.EncodeToString(sum[:6])
}
