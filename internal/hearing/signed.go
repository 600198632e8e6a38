package hearing

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"

	"klynge/internal/fault"
)

// Between two installations a question and its answer travel as signed letters:
// JSON, signed with the sending installation's key (Ed25519, RFC 8032) and
// wrapped in lines that survive a mail program. Whoever takes one in is shown who
// signed it. A letter says for which addressee it is and bears a number, so that
// one that comes twice changes nothing, and an old one does not undo a newer.

// The lines around a signed letter.
const (
	armourBegin = "-----BEGIN KLYNGE HOERING-----"
	armourEnd   = "-----END KLYNGE HOERING-----"
	// signedAs stands before the signed bytes, so that a signature on something
	// else is no signature on this.
	signedAs = "klynge hearing 1\n"
	// mostSigned is how many bytes a letter may have.
	mostSigned = 2 << 20
)

// A Letter is what is signed.
type Letter struct {
	Type     string // question, answer, withdrawal
	Name     string // of the installation or the body that sends it
	URL      string
	Question *Question `json:",omitempty"`
	Answer   *Reply    `json:",omitempty"`
	Back     *Back     `json:",omitempty"`
}

const (
	questionLetter   = "question"
	answerLetter     = "answer"
	withdrawalLetter = "withdrawal"
)

// Back says that a question is withdrawn.
type Back struct{ Hearing, Addressee, Reason string }

// A Question is a hearing as it is sent to one addressee elsewhere.
type Question struct {
	Hearing, Addressee, Token string
	Revision                  int
	Sender, Title, Intro, Due string
	ContactName, ReplyTo      string
	Access                    Access
	To                        string // name of the addressee
	Proposals                 []Asking
	Papers                    []Paper
}

// Asking is one proposal of a question.
type Asking struct {
	ID          string
	Number      int // of the wording
	Title, Text string
}

// A Reply is an answer on its way back.
type Reply struct {
	Hearing, Addressee, Token string
	Number, Revision          int
	Body                      string
	Kind                      Kind
	General                   string
	Decision                  Reference
	Dissents                  []Dissent
	Positions                 []Standing
	By                        string
}

// A Standing is a position on a proposal by its id where it came from.
type Standing struct {
	Proposal string
	Wording  int
	Position Position
	Comment  string
}

// sealed is a letter with its signature.
type sealed struct {
	Key       []byte
	Signature []byte
	Letter    []byte // exactly the bytes that are signed
}

// sign wraps a letter, signed.
func sign(key ed25519.PrivateKey, l Letter) (string, error) {
	letter, err := json.Marshal(l)
	if err != nil {
		return "", err
	}
	public, _ := key.Public().(ed25519.PublicKey)
	whole, err := json.Marshal(sealed{public, ed25519.Sign(key, append([]byte(signedAs), letter...)), letter})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(armourBegin + "\n")
	for text := base64.StdEncoding.EncodeToString(whole); text != ""; {
		n := min(len(text), 64)
		b.WriteString(text[:n] + "\n")
		text = text[n:]
	}
	b.WriteString(armourEnd + "\n")
	return b.String(), nil
}

var errUnreadable = fault.New(fault.Invalid, "Den signerede tekst kan ikke læses. Intet er gemt. Kopiér den hele vejen fra BEGIN til END, eller hent filen igen.")

// An OpenedLetter is one whose signature holds.
type OpenedLetter struct {
	Letter
	Key    string // that signed it
	Digest string // of the signed bytes
}

// Unwrap reads a signed letter from what was pasted or fetched: a whole mail will
// do, also one that was quoted in an answer. A letter whose signature does not
// hold is refused.
func Unwrap(text string) (o OpenedLetter, err error) {
	if len(text) > mostSigned {
		return o, fault.New(fault.TooLarge, "Den signerede tekst er for stor. Intet er gemt.")
	}
	_, rest, begun := strings.Cut(text, armourBegin)
	inner, _, ended := strings.Cut(rest, armourEnd)
	if !begun || !ended {
		return o, errUnreadable
	}
	inner = strings.Map(func(r rune) rune {
		if r == '>' || r <= ' ' || r == '\u00a0' {
			return -1
		}
		return r
	}, inner)
	whole, err := base64.StdEncoding.DecodeString(inner)
	if err != nil {
		return o, errUnreadable
	}
	var s sealed
	if err := json.Unmarshal(whole, &s); err != nil || len(s.Key) != ed25519.PublicKeySize {
		return o, errUnreadable
	}
	if !ed25519.Verify(s.Key, append([]byte(signedAs), s.Letter...), s.Signature) {
		return o, fault.New(fault.Forbidden, "Underskriften passer ikke til teksten: den er ændret undervejs, eller en anden har skrevet den. Intet er gemt. Ring til afsenderen.")
	}
	decoder := json.NewDecoder(bytes.NewReader(s.Letter))
	if err := decoder.Decode(&o.Letter); err != nil {
		return o, errUnreadable
	}
	sum := sha256.Sum256(s.Letter)
	o.Key, o.Digest = base64.StdEncoding.EncodeToString(s.Key), hex.EncodeToString(sum[:])
	return o, nil
}

// Fingerprint returns a key as people compare it on the telephone: groups of
// four from its SHA-256.
func Fingerprint(key string) string {
	bytes, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(bytes)
	text := hex.EncodeToString(sum[:16])
	var groups []string
	for i := 0; i < len(text); i += 4 {
		groups = append(groups, text[i:i+4])
	}
	return strings.Join(groups, " ")
}
