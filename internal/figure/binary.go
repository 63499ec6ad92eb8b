package figure

import (
	"encoding/binary"
	"errors"
)

// AppendBinary appends the figure as bytes, for a cache; [Figure.UnmarshalBinary] reads them.
func (f Figure) AppendBinary(dst []byte) ([]byte, error) {
	dst = binary.AppendVarint(dst, f.micro)
	for _, part := range []string{f.Before, f.After, f.Suffix, f.Unit, f.text} {
		dst = append(binary.AppendUvarint(dst, uint64(len(part))), part...)
	}
	return dst, nil
}

var errDamaged = errors.New("figure: damaged bytes")

// UnmarshalBinary reads what AppendBinary has written, and nothing else.
func (f *Figure) UnmarshalBinary(data []byte) error {
	micro, n := binary.Varint(data)
	if n <= 0 {
		return errDamaged
	}
	data = data[n:]
	f.micro = micro
	for _, part := range []*string{&f.Before, &f.After, &f.Suffix, &f.Unit, &f.text} {
		length, n := binary.Uvarint(data)
		if n <= 0 || length > uint64(len(data)-n) {
			return errDamaged
		}
		*part = string(data[n : n+int(length)])
		data = data[n+int(length):]
	}
	if len(data) > 0 {
		return errDamaged
	}
	return nil
}
