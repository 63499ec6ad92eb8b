//go:build !unix

package build

func setUmask(int) int { return 0 }
