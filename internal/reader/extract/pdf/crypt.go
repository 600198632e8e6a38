package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// A cipherLock is the standard security handler (ISO 32000-2, 7.6.4), opened
// with the empty user password: such a file shows its text to everybody and
// only asks programs not to copy it.
//
// MD5 and RC4 are what the format prescribes; nothing is protected by them here.
type cipherLock struct {
	key         []byte
	aes         bool
	revision    int
	none        bool // the Identity filter: nothing is encrypted
	cleartextID int  // number of the Encrypt dictionary itself, never decrypted
}

var passwordPadding = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// unlock prepares decryption where the file is encrypted.
func (f *file) unlock() error {
	f.lock = nil
	if f.trailer["Encrypt"] == nil {
		return nil
	}
	lock := &cipherLock{none: true}
	if r, ok := f.trailer["Encrypt"].(ref); ok {
		lock.cleartextID = r.num
	}
	f.lock = lock // the dictionary itself is read without decryption
	d := f.dict(f.trailer["Encrypt"])
	if d == nil {
		return errDamaged
	}
	if f.name(d["Filter"]) != "Standard" {
		return errCipher
	}
	version := f.int(d["V"])
	lock.revision = f.int(d["R"])
	bits := 40
	if n := f.int(d["Length"]); n >= 40 && n <= 256 && version > 1 {
		bits = n
	}
	switch version {
	case 1, 2, 3:
		lock.none = false
	case 4, 5:
		filter := f.name(d["StmF"])
		method := f.name(f.dict(f.dict(d["CF"])[filter])["CFM"])
		lock.none = filter == "" || filter == "Identity" || method == "None"
		lock.aes = method == "AESV2" || method == "AESV3"
		if version == 4 {
			bits = 128
		}
		if !lock.none && !lock.aes && method != "V2" {
			return errCipher
		}
	default:
		return errCipher
	}
	if lock.none {
		return nil
	}
	str := func(key name) []byte { s, _ := f.resolve(d[key]).(text); return []byte(s) }
	if lock.revision >= 5 {
		lock.key = strongKey(lock.revision, str("U"), str("UE"))
	} else {
		id, _ := f.resolve(first(f.array(f.trailer["ID"]))).(text)
		clear, isBool := f.resolve(d["EncryptMetadata"]).(bool)
		lock.key = weakKey(lock.revision, bits/8, str("O"), str("U"), []byte(id), uint32(int64(f.num(d["P"]))), isBool && !clear)
	}
	// Objects read before the key was known hold encrypted strings.
	f.cache = map[int]object{}
	f.packed = map[int]*packedObjects{}
	if lock.key == nil {
		return errPassword
	}
	return nil
}

func first(a array) object {
	if len(a) == 0 {
		return nil
	}
	return a[0]
}

// weakKey is algorithm 2 with the empty password, checked with algorithms 4
// and 5. It answers nil when the empty password does not open the file.
func weakKey(revision, size int, owner, user, id []byte, permissions uint32, clearMetadata bool) []byte {
	if len(owner) < 32 || len(user) < 16 {
		return nil
	}
	h := md5.New()
	h.Write(passwordPadding)
	h.Write(owner[:32])
	h.Write(binary.LittleEndian.AppendUint32(nil, permissions))
	h.Write(id)
	if revision >= 4 && clearMetadata {
		h.Write([]byte{255, 255, 255, 255})
	}
	key := h.Sum(nil)
	size = min(size, 16)
	if revision == 2 {
		size = 5
	}
	if revision >= 3 {
		for range 50 {
			sum := md5.Sum(key[:size])
			key = sum[:]
		}
	}
	key = key[:size]
	if revision == 2 {
		check := bytes.Clone(passwordPadding)
		xorRC4(key, check)
		if !bytes.Equal(check, user[:min(32, len(user))]) {
			return nil
		}
		return key
	}
	sum := md5.Sum(append(bytes.Clone(passwordPadding), id...))
	check := sum[:]
	for i := range 20 {
		step := bytes.Clone(key)
		for j := range step {
			step[j] ^= byte(i)
		}
		xorRC4(step, check)
	}
	if !bytes.Equal(check, user[:16]) {
		return nil
	}
	return key
}

func xorRC4(key, data []byte) {
	if c, err := rc4.NewCipher(key); err == nil {
		c.XORKeyStream(data, data)
	}
}

// strongKey is algorithm 2.A with the empty password: AES-256, revision 5 as
// Adobe first shipped it and revision 6 of the standard.
func strongKey(revision int, user, wrapped []byte) []byte {
	if len(user) < 48 || len(wrapped) < 32 {
		return nil
	}
	hash := func(salt []byte) []byte {
		sum := sha256.Sum256(salt)
		if revision == 5 {
			return sum[:]
		}
		return hardened(sum[:])
	}
	if !bytes.Equal(hash(user[32:40]), user[:32]) {
		return nil
	}
	block, err := aes.NewCipher(hash(user[40:48]))
	if err != nil {
		return nil
	}
	key := make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, 16)).CryptBlocks(key, wrapped[:32])
	return key
}

// hardened is algorithm 2.B for the empty password.
func hardened(k []byte) []byte {
	for round := 0; ; round++ {
		k1 := bytes.Repeat(k, 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(k1, k1)
		sum := 0
		for _, b := range k1[:16] {
			sum += int(b)
		}
		switch sum % 3 {
		case 0:
			h := sha256.Sum256(k1)
			k = h[:]
		case 1:
			h := sha512.Sum384(k1)
			k = h[:]
		case 2:
			h := sha512.Sum512(k1)
			k = h[:]
		}
		if round >= 63 && int(k1[len(k1)-1]) <= round-31 {
			return k[:32]
		}
	}
}

// open decrypts the bytes of one object.
func (l *cipherLock) open(data []byte, id ref) []byte {
	key := l.key
	if l.revision < 5 {
		h := md5.New()
		h.Write(l.key)
		h.Write([]byte{byte(id.num), byte(id.num >> 8), byte(id.num >> 16), byte(id.gen), byte(id.gen >> 8)})
		if l.aes {
			h.Write([]byte("sAlT"))
		}
		key = h.Sum(nil)[:min(16, len(l.key)+5)]
	}
	if !l.aes {
		out := bytes.Clone(data)
		xorRC4(key, out)
		return out
	}
	block, err := aes.NewCipher(key)
	if err != nil || len(data) < 32 {
		return nil
	}
	iv, body := data[:16], data[16:len(data)-len(data)%16]
	out := make([]byte, len(body))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, body)
	if pad := int(out[len(out)-1]); pad >= 1 && pad <= 16 {
		out = out[:len(out)-pad]
	}
	return out
}

// decrypt returns a stream's bytes before its filters are undone.
func (f *file) decrypt(s *stream) []byte {
	if f.lock == nil || f.lock.none || f.name(s.dict["Type"]) == "XRef" {
		return s.raw
	}
	for _, filter := range f.list(s.dict["Filter"]) {
		if f.name(filter) == "Crypt" {
			return s.raw // its Identity filter is the only one in use
		}
	}
	return f.lock.open(s.raw, s.ref)
}

func (f *file) decryptDict(d dict, id ref) dict {
	d, _ = f.decryptObject(d, id).(dict)
	return d
}

// decryptObject decrypts the strings of an object in place. Objects out of an
// object stream were decrypted with it.
func (f *file) decryptObject(o object, id ref) object {
	if f.lock == nil || f.lock.none || id.num == f.lock.cleartextID {
		return o
	}
	switch o := o.(type) {
	case text:
		return text(f.lock.open([]byte(o), id))
	case array:
		for i := range o {
			o[i] = f.decryptObject(o[i], id)
		}
	case dict:
		for key := range o {
			o[key] = f.decryptObject(o[key], id)
		}
	}
	return o
}
