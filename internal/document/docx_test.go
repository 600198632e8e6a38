package document_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

func save(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// unpack returns the parts of a Word document.
func unpack(t *testing.T, file []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

// TestPackage: every part is well-formed, is named in the list of types, and
// leads only to what is there (ISO/IEC 29500-2).
func TestPackage(t *testing.T) {
	for _, d := range all() {
		parts := unpack(t, write(t, "DOCX", d))
		for name, text := range parts {
			decoder := xml.NewDecoder(strings.NewReader(text))
			for {
				_, err := decoder.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s of %q: %v", name, d.Slug, err)
				}
			}
			if types := parts["[Content_Types].xml"]; path.Ext(name) == ".xml" && name != "[Content_Types].xml" && !strings.Contains(types, `PartName="/`+name+`"`) {
				t.Errorf("%s has no type", name)
			}
			if folder, ok := strings.CutSuffix(path.Dir(name), "_rels"); ok {
				for _, target := range regexp.MustCompile(`Target="([^"]+)"`).FindAllStringSubmatch(text, -1) {
					if to := path.Join(folder, target[1]); parts[to] == "" {
						t.Errorf("%s leads to %s, which is not there", name, to)
					}
				}
			}
		}
	}
}

// TestWordDocument: headings are headings, tables have heads, numbered lists
// begin at one, and the language is Danish, because a screen reader goes by them.
func TestWordDocument(t *testing.T) {
	parts := unpack(t, write(t, "DOCX", hostile()))
	document, styles := parts["word/document.xml"], parts["word/styles.xml"]
	for _, use := range regexp.MustCompile(`<w:(?:pStyle|tblStyle) w:val="([^"]+)"`).FindAllStringSubmatch(document+parts["word/header.xml"]+parts["word/footer.xml"], -1) {
		if !strings.Contains(styles, `w:styleId="`+use[1]+`"`) {
			t.Errorf("style %s is used and not there", use[1])
		}
	}
	for _, num := range regexp.MustCompile(`<w:numId w:val="(\d+)"`).FindAllStringSubmatch(document, -1) {
		if !strings.Contains(parts["word/numbering.xml"], `<w:num w:numId="`+num[1]+`">`) {
			t.Errorf("list %s is used and not there", num[1])
		}
	}
	for _, want := range []string{
		`<w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t xml:space="preserve">Sundhedsklynge &lt;Fjorden&gt; &amp; &#34;venner&#34;</w:t>`,
		`<w:tblHeader/>`, `<w:tblCaption w:val="Deltagere: Region"/>`, `>3. Lukket punkt: Personsag<`, `>Afbud<`, `>at puljen godkendes (godkendt)<`, `>Budget.xlsx (eftersendes)<`,
	} {
		if !strings.Contains(document, want) {
			t.Errorf("the document has no %s", want)
		}
	}
	for name, want := range map[string]string{
		"word/styles.xml": `<w:lang w:val="da-DK"`, "docProps/core.xml": "<dc:language>da-DK</dc:language>", "word/numbering.xml": `<w:startOverride w:val="1"/>`,
		"word/header.xml": "19. november 2024", "word/footer.xml": `w:instr="NUMPAGES"`,
	} {
		if !strings.Contains(parts[name], want) {
			t.Errorf("%s has no %s", name, want)
		}
	}
	for level, name := range []string{"heading 1", "heading 2", "heading 3", "heading 4", "heading 5", "heading 6"} {
		if !strings.Contains(styles, `<w:name w:val="`+name+`"/>`) || !strings.Contains(styles, `<w:outlineLvl w:val="`+string(rune('0'+level))+`"/>`) {
			t.Errorf("%s is no heading", name)
		}
	}
}
