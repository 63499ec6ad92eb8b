package watch

import (
	"net"
	"strconv"
	"strings"

	qr "github.com/piglig/go-qr"
)

// phone is the way in for phones in the same network.
type phone struct {
	address string // with the token
	code    *qr.QrCode
	png     []byte
}

// newPhone gives the way in to what is served at an address, "" for all of this computer's; nil where it is in no network.
func newPhone(token, host string, port int) *phone {
	if host == "" {
		ip, ok := inNetwork()
		if !ok {
			return nil
		}
		host = ip.String()
	}
	return newPhoneAt("http://" + net.JoinHostPort(host, strconv.Itoa(port)) + "/" + token + "/")
}

func newPhoneAt(address string) *phone {
	p := &phone{address: address}
	var err error
	if p.code, err = qr.EncodeText(address, qr.Low); err == nil {
		p.png, err = p.code.ToPNGBytes(qr.NewQrCodeImgConfig(8, quiet))
	}
	if err != nil {
		panic("watch: " + err.Error()) // an address is short
	}
	return p
}

// quiet is the width of the light border that a camera needs, in modules (ISO/IEC 18004, 6.3.8).
const quiet = 4

// The colours of a code on a terminal, whatever its own are: bright white ink for what is light, on black (ECMA-48, SGR).
const (
	whiteOnBlack = "\x1b[97;40m"
	ownColours   = "\x1b[0m"
)

// blocks draws the code for a terminal with half blocks, two rows a line.
func (p *phone) blocks() string {
	var b strings.Builder
	for y := -quiet; y < p.code.Size()+quiet; y += 2 {
		b.WriteString(whiteOnBlack)
		for x := -quiet; x < p.code.Size()+quiet; x++ {
			switch upper, lower := p.light(x, y), p.light(x, y+1); {
			case upper && lower:
				b.WriteString("█")
			case upper:
				b.WriteString("▀")
			case lower:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString(ownColours + "\n")
	}
	return b.String()
}

// light tells whether a module is light: all outside the code are.
func (p *phone) light(x, y int) bool {
	n := p.code.Size()
	return x < 0 || y < 0 || x >= n || y >= n || !p.code.Module(x, y)
}
