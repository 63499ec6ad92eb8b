package output

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"mingde/internal/problem"
)

// Sums is the file in a packed site that lists the SHA-256 of every other, as sha256sum(1) writes and checks it.
const Sums = "SHA256SUMS"

// Pack writes a finished site, the files under dir that it lists and no others, as a ZIP archive with [Sums], for somebody
// else to put up. The same site and time give the same bytes. A file that is not as the site has it is a [*Refusal]: nobody gets half of one site and half of the next.
func Pack(w io.Writer, dir string, site Site, at time.Time) error {
	if site.Unfinished {
		return refuse("pack-unfinished", nil, "the site is unfinished and cannot be packed")
	}
	z := zip.NewWriter(w)
	var sums []byte
	for _, f := range site.Files {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil {
			return err
		}
		if sha256.Sum256(data) != f.Sum {
			return refuse("pack-changed", problem.Args{"path": f.Path}, "%s: changed since it was built", f.Path)
		}
		if err := pack(z, f.Path, data, at); err != nil {
			return err
		}
		sums = fmt.Appendf(sums, "%s  %s\n", hex.EncodeToString(f.Sum[:]), f.Path)
	}
	if err := pack(z, Sums, sums, at); err != nil {
		return err
	}
	return z.Close()
}

func pack(z *zip.Writer, name string, data []byte, at time.Time) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}
