package notify

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// foreign tells whether a folder lies on another machine, as one of WSL does.
func foreign(path string) bool {
	volume := strings.TrimPrefix(filepath.VolumeName(path), `\\?\`)
	if strings.HasPrefix(volume, `\\`) || strings.HasPrefix(volume, `UNC\`) {
		return true
	}
	drive, err := windows.UTF16PtrFromString(volume + `\`)
	return err == nil && windows.GetDriveType(drive) == windows.DRIVE_REMOTE
}
