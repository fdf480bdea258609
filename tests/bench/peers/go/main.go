// The three routes in Go: net/http and pgx, whose pool prepares every statement once per connection.
package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"
)

var (
	pool  *pgxpool.Pool
	query = map[string]string{}
	key   = []byte(os.Getenv("BENCH_KEY"))

	errUnauthenticated = errors.New("sign in")
)

// Everything is asked for as text, as the API answers it: no number is taken apart and put together again.
var asText = pgx.QueryResultFormats{pgx.TextFormatCode}

type reader interface {
	Query(ctx context.Context, sql string, args ...interface{}) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...interface{}) pgx.Row
}

func row(ctx context.Context, from reader, name string, args ...interface{}) pgx.Row {
	return from.QueryRow(ctx, query[name], append([]interface{}{asText}, args...)...)
}

type claims struct {
	Audience string `json:"aud"`
	User     string `json:"sub"`
	Session  string `json:"sid"`
	Expires  int64  `json:"exp"`
}

func authenticate(ctx context.Context, from reader, request *http.Request) (*claims, error) {
	parts := strings.Split(strings.TrimPrefix(request.Header.Get("Authorization"), "Bearer "), ".")
	if len(parts) != 3 {
		return nil, errUnauthenticated
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return nil, errUnauthenticated
	}
	code := hmac.New(sha256.New, key)
	code.Write([]byte(parts[0] + "." + parts[1]))
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || !hmac.Equal(signature, code.Sum(nil)) {
		return nil, errUnauthenticated
	}
	var who claims
	if json.Unmarshal(payload, &who) != nil || who.Audience != "gem-user" || who.Expires < time.Now().Unix() {
		return nil, errUnauthenticated
	}
	var frozen string
	if row(ctx, from, "accounts/authenticate", who.Session, who.User).Scan(&frozen) != nil {
		return nil, errUnauthenticated
	}
	return &who, nil
}

func isoTime(text string) string {
	return strings.Replace(strings.TrimSuffix(text, "+00"), " ", "T", 1) + "Z"
}

func send(writer http.ResponseWriter, status int, body []byte) {
	writer.Header().Set("Content-Type", "application/json")
	writer.WriteHeader(status)
	writer.Write(body)
}

func answer(writer http.ResponseWriter, value interface{}) {
	body, err := json.Marshal(value)
	if err != nil {
		refuse(writer, err)
		return
	}
	send(writer, http.StatusOK, body)
}

func refuse(writer http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	if errors.Is(err, errUnauthenticated) {
		status = http.StatusUnauthorized
	} else {
		log.Print(err)
	}
	http.Error(writer, err.Error(), status)
}

func randomBytes(size int) []byte {
	bytes := make([]byte, size)
	if _, err := rand.Read(bytes); err != nil {
		log.Fatal(err)
	}
	return bytes
}

func newID() string {
	bytes := randomBytes(16)
	bytes[6], bytes[8] = bytes[6]&0x0f|0x40, bytes[8]&0x3f|0x80
	text := hex.EncodeToString(bytes)
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

func listPacks(writer http.ResponseWriter, request *http.Request) {
	rows, err := pool.Query(request.Context(), query["packs/list"], asText, nil, nil, "newest", nil, nil, "21")
	if err != nil {
		refuse(writer, err)
		return
	}
	defer rows.Close()
	packs := []pack{}
	for rows.Next() {
		var p pack
		var sortKey string
		if err := rows.Scan(&p.ID, &p.Series.ID, &p.Series.Name, &p.Name, &p.Description, &p.Price, &p.Reward, &p.MaxSupply, &p.Remaining,
			&p.Status, &p.Gradient, &p.Cover, &p.Version, &p.VersionHash, &p.ExpectedValue, &sortKey); err != nil {
			refuse(writer, err)
			return
		}
		packs = append(packs, p)
	}
	answer(writer, page{packs, nil})
}

func listVault(writer http.ResponseWriter, request *http.Request) {
	ctx := request.Context()
	who, err := authenticate(ctx, pool, request)
	if err != nil {
		refuse(writer, err)
		return
	}
	rows, err := pool.Query(ctx, query["vault/list_newest"], asText, who.User, nil, nil, nil, "21")
	if err != nil {
		refuse(writer, err)
		return
	}
	defer rows.Close()
	items := make([]vaultItem, 0, 21)
	for rows.Next() {
		var i vaultItem
		a := &i.Attributes
		if err := rows.Scan(&i.ID, &i.NftID, &i.Name, &i.Collection, &i.Rarity, &i.Value, &i.Status, &i.Source, &i.AcquiredAt, &i.ImageURL,
			&i.ListingID, &i.Certificate, &a.Laboratory, &a.Species, &a.Shape, &a.Carat, &a.Cut, &a.Color, &a.Clarity, &a.Length, &a.Width, &a.Depth,
			&a.DepthPercent, &a.TablePercent); err != nil {
			refuse(writer, err)
			return
		}
		i.AcquiredAt = isoTime(i.AcquiredAt)
		items = append(items, i)
	}
	answer(writer, page{items, nil})
}

func purchase(writer http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	var input struct {
		Quantity int    `json:"quantity"`
		Method   string `json:"method"`
	}
	if err == nil {
		err = json.Unmarshal(body, &input)
	}
	if err != nil || input.Quantity != 1 || input.Method != "CREDIT" {
		http.Error(writer, "not understood", http.StatusBadRequest)
		return
	}
	var sold json.RawMessage
	err = pool.BeginFunc(request.Context(), func(transaction pgx.Tx) (err error) {
		sold, err = sell(request, transaction, body)
		return err
	})
	if err != nil {
		refuse(writer, err)
		return
	}
	send(writer, http.StatusCreated, sold)
}

func main() {
	files, err := filepath.Glob(os.Getenv("BENCH_SQL") + "/*/*.sql")
	if err != nil {
		log.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			log.Fatal(err)
		}
		query[filepath.Base(filepath.Dir(file))+"/"+strings.TrimSuffix(filepath.Base(file), ".sql")] = string(text)
	}
	pool, err = pgxpool.Connect(context.Background(), "host="+os.Getenv("BENCH_DATABASE")+" user=gem_api dbname=gem timezone=UTC pool_max_conns="+os.Getenv("BENCH_POOL"))
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("unix", os.Getenv("BENCH_SOCKET"))
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/api/packs", listPacks)
	http.HandleFunc("/api/vault", listVault)
	http.HandleFunc("/api/packs/", purchase)
	log.Fatal(http.Serve(listener, nil))
}
