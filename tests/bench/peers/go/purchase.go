package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v4"
)

type oddsRow struct {
	row, weight, size uint64
	pool              string
}

// drawNumber is the first eight bytes of a keyed hash, as the fairness rules say.
func drawNumber(serverSeed string, message string) uint64 {
	seed, _ := hex.DecodeString(serverSeed)
	code := hmac.New(sha256.New, seed)
	code.Write([]byte(message))
	return binary.BigEndian.Uint64(code.Sum(nil))
}

func drawRow(odds []oddsRow, number uint64) oddsRow {
	left := number % 10000
	for _, candidate := range odds {
		if left < candidate.weight {
			return candidate
		}
		left -= candidate.weight
	}
	return odds[len(odds)-1]
}

func readOdds(ctx context.Context, transaction pgx.Tx, pack string) (odds []oddsRow, err error) {
	rows, err := transaction.Query(ctx, query["packs/draw_rows"], asText, pack)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var o oddsRow
		var collection, rarity, rank, available string
		if err := rows.Scan(&o.row, &o.weight, &o.pool, &collection, &rarity, &rank, &o.size, &available); err != nil {
			return nil, err
		}
		odds = append(odds, o)
	}
	return odds, rows.Err()
}

// sell runs the statements of a purchase one after another, in the transaction it is given.
func sell(request *http.Request, transaction pgx.Tx, body []byte) ([]byte, error) {
	ctx := request.Context()
	path, requestKey := request.URL.Path, request.Header.Get("Idempotency-Key")
	pack := strings.Split(path, "/")[3]
	who, err := authenticate(ctx, transaction, request)
	if err != nil {
		return nil, err
	}
	var free, balance, bodyHash, stored string
	var storedStatus int
	if err := row(ctx, transaction, "idempotency/lock", who.User, path, requestKey).Scan(&free); err != nil || free != "t" {
		return nil, fmt.Errorf("request in progress: %w", err)
	}
	err = row(ctx, transaction, "idempotency/find", who.User, path, requestKey).Scan(&bodyHash, &storedStatus, &stored)
	if err == nil {
		return []byte(stored), nil
	} else if err != pgx.ErrNoRows {
		return nil, err
	}
	var nonce, reward, version, remaining int64
	var serverSeed, seedHash, clientSeed, packID, packName, onSale, price, versionID, versionHash, now string
	var wait maybe
	if err := row(ctx, transaction, "openings/lock_buyer", who.User, "0").Scan(&wait); err != nil {
		return nil, err
	}
	if err := row(ctx, transaction, "ledger/balance", who.User).Scan(&balance); err != nil {
		return nil, err
	}
	if err := row(ctx, transaction, "fairness/lock_next", who.User).Scan(&nonce, &serverSeed, &seedHash, &clientSeed); err != nil {
		return nil, err
	}
	if err := row(ctx, transaction, "packs/for_purchase", pack).Scan(&packID, &packName, &onSale, &price, &reward, &versionID, &version,
		&versionHash, &remaining, &now); err != nil {
		return nil, err
	}
	odds, err := readOdds(ctx, transaction, pack)
	if err != nil {
		return nil, err
	}
	credit, _ := strconv.ParseFloat(balance, 64)
	cost, _ := strconv.ParseFloat(price, 64)
	if onSale != "t" || remaining < 1 || credit < cost {
		return nil, fmt.Errorf("refused")
	}

	opening, item := newID(), newID()
	execute := func(name string, args ...interface{}) {
		if err == nil {
			_, err = transaction.Exec(ctx, query[name], args...)
		}
	}
	nonceText := strconv.FormatInt(nonce, 10)
	execute("openings/create", opening, who.User, pack, versionID, "1", price, nonceText, "CREDIT")
	execute("fairness/take", who.User, nonceText, opening, clientSeed, hex.EncodeToString(randomBytes(32)), hex.EncodeToString(randomBytes(8)))
	execute("openings/record_purchase", who.User, strconv.FormatInt(reward, 10))
	if err != nil {
		return nil, err
	}
	drawn := drawRow(odds, drawNumber(serverSeed, fmt.Sprintf("%s:%d:0:0", clientSeed, nonce)))
	start := drawNumber(serverSeed, fmt.Sprintf("%s:%d:0:gem", clientSeed, nonce)) % drawn.size
	drawnRow := strconv.FormatUint(drawn.row, 10)
	var gem openingItem
	if err := row(ctx, transaction, "openings/hand_out", opening, "0", "0", drawnRow, drawnRow, drawn.pool, strconv.FormatUint(drawn.size, 10),
		strconv.FormatUint(start, 10), item, who.User).Scan(&gem.VaultItemID, &gem.NftID, &gem.Name, &gem.Rarity, &gem.Value, &gem.ImageURL); err != nil {
		return nil, err
	}
	gem.DrawnRarity = gem.Rarity
	stripe := strconv.Itoa(int(randomBytes(1)[0]))
	execute("packs/take_supply", pack, "1", stripe)
	execute("ledger/post", newID(), "opening", opening, packName+" × 1", "{user_credit,pack_sales}", "{"+who.User+",NULL}",
		"{-"+price+","+price+"}", stripe)
	execute("openings/finish", opening, "OPENED")
	execute("fairness/reveal", opening)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	sent, err := json.Marshal(openingAnswer{
		ID: opening, PackID: pack, PackName: packName, Version: version, Quantity: 1, Method: "CREDIT", Status: "OPENED", TotalCost: price,
		CreatedAt: isoTime(now), OpenedAt: isoTime(now), Items: []openingItem{gem},
		Fairness: fairness{seedHash, clientSeed, nonce, serverSeed},
	})
	execute("idempotency/store", who.User, path, requestKey, hex.EncodeToString(sum[:]), "201", string(sent))
	return sent, err
}
