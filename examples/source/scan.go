//go:build ignore

// Scan turns a clean picture of a page into one that looks scanned: grey, a little
// rotated, unevenly lit and noisy. It reads a PNG on standard input and writes a JPEG
// on standard output. The noise is seeded, so the same page gives the same scan.
package main

import (
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"log"
	"math"
	"math/rand/v2"
	"os"
)

const (
	degrees = 0.7 // how much the sheet lay askew
	grain   = 7   // standard deviation of the noise, of 255
	quality = 22  // JPEG quality that keeps the file small and the text readable
)

func main() {
	page, err := png.Decode(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	if err := jpeg.Encode(os.Stdout, scanned(page), &jpeg.Options{Quality: quality}); err != nil {
		log.Fatal(err)
	}
}

func scanned(page image.Image) *image.Gray {
	noise := rand.New(rand.NewPCG(9, 3))
	b := page.Bounds()
	out := image.NewGray(b)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	mx, my := float64(b.Dx())/2, float64(b.Dy())/2
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			dx, dy := float64(x)-mx, float64(y)-my
			v := sample(page, mx+dx*cos+dy*sin, my-dx*sin+dy*cos)
			v = 30 + v*0.80 - 14*float64(x)/float64(b.Dx()) + noise.NormFloat64()*grain
			out.SetGray(x, y, color.Gray{Y: uint8(min(max(v, 0), 255))})
		}
	}
	return out
}

// sample is the grey value at a point between pixels; outside the sheet it is paper.
func sample(page image.Image, x, y float64) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := x-x0, y-y0
	at := func(i, j int) float64 {
		if !(image.Point{i, j}).In(page.Bounds()) {
			return 255
		}
		return float64(color.GrayModel.Convert(page.At(i, j)).(color.Gray).Y)
	}
	i, j := int(x0), int(y0)
	return (at(i, j)*(1-fx)+at(i+1, j)*fx)*(1-fy) + (at(i, j+1)*(1-fx)+at(i+1, j+1)*fx)*fy
}
