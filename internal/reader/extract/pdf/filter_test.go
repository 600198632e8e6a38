package pdf_test

import (
	"bytes"
	"compress/lzw"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"fmt"
	"testing"
)

func TestFilters(t *testing.T) {
	content := []byte(at(50, 700, "Klyngen godkender."))
	var deflated, packed, ascii bytes.Buffer
	z := zlib.NewWriter(&deflated)
	z.Write(content)
	z.Close()
	l := lzw.NewWriter(&packed, lzw.MSB, 8)
	l.Write(content)
	l.Close()
	a := ascii85.NewEncoder(&ascii)
	a.Write(content)
	a.Close()
	run := append([]byte{byte(len(content) - 1)}, content...)
	// A predicted row says how it was predicted: 1 is by the byte to the left.
	row := []byte{1}
	for i, b := range content {
		if i > 0 {
			b -= content[i-1]
		}
		row = append(row, b)
	}
	var predicted bytes.Buffer
	z = zlib.NewWriter(&predicted)
	z.Write(row)
	z.Close()
	for name, tt := range map[string]struct{ dict, data string }{
		"Flate":           {"/Filter /FlateDecode", deflated.String()},
		"Flate, cut":      {"/Filter /FlateDecode", deflated.String()[:deflated.Len()-4]},
		"Flate predicted": {fmt.Sprintf("/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns %d >>", len(content)), predicted.String()},
		"LZW":             {"/Filter /LZWDecode /DecodeParms << /EarlyChange 0 >>", packed.String()},
		"LZW, early":      {"/Filter /LZWDecode", packed.String()}, // the same until the width grows
		"ASCIIHex":        {"/Filter /ASCIIHexDecode", hex.EncodeToString(content) + ">"},
		"ASCII85":         {"/Filter /ASCII85Decode", ascii.String() + "~>"},
		"RunLength":       {"/Filter /RunLengthDecode", string(run) + "\x80"},
		"two filters":     {"/Filter [/ASCIIHexDecode /FlateDecode]", hex.EncodeToString(deflated.Bytes()) + ">"},
	} {
		t.Run(name, func(t *testing.T) {
			data := build("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 600 800] >>",
				"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>", streamObject(tt.dict, tt.data), helvetica)
			if d := read(t, data); d.Text != "Klyngen godkender." {
				t.Errorf("Read(%s) = %q, want %q", name, d.Text, "Klyngen godkender.")
			}
		})
	}
}
