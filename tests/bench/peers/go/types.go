package main

import (
	"encoding/json"

	"github.com/jackc/pgtype"
)

// What is answered, member by member as the API document has it.

// maybe is a column that may be NULL, as text.
type maybe struct{ text *string }

func (m *maybe) DecodeText(_ *pgtype.ConnInfo, from []byte) error {
	m.text = nil
	if from != nil {
		text := string(from)
		m.text = &text
	}
	return nil
}

func (m maybe) MarshalJSON() ([]byte, error) {
	return json.Marshal(m.text)
}

type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type pack struct {
	ID            string  `json:"id"`
	Series        named   `json:"series"`
	Name          string  `json:"name"`
	Description   string  `json:"description"`
	Price         string  `json:"price_usd"`
	PriceSol      *string `json:"price_sol"`
	Reward        int64   `json:"xp_reward"`
	MaxSupply     int64   `json:"max_supply"`
	Remaining     int64   `json:"remaining"`
	Status        string  `json:"status"`
	Gradient      string  `json:"image_gradient"`
	Cover         *string `json:"cover_image_url"`
	Version       int64   `json:"version"`
	VersionHash   string  `json:"version_hash"`
	ExpectedValue string  `json:"expected_value_usd"`
}

type attributes struct {
	Laboratory   string `json:"laboratory"`
	Species      string `json:"species"`
	Shape        string `json:"shape"`
	Carat        string `json:"carat"`
	Cut          maybe  `json:"cut"`
	Color        maybe  `json:"color"`
	Clarity      maybe  `json:"clarity"`
	Length       maybe  `json:"length_mm"`
	Width        maybe  `json:"width_mm"`
	Depth        maybe  `json:"depth_mm"`
	DepthPercent maybe  `json:"depth_percent"`
	TablePercent maybe  `json:"table_percent"`
}

type vaultItem struct {
	ID          string     `json:"id"`
	NftID       string     `json:"nft_id"`
	Name        string     `json:"name"`
	Collection  string     `json:"collection"`
	Rarity      string     `json:"rarity"`
	Value       string     `json:"fmv"`
	Status      string     `json:"status"`
	Source      string     `json:"source"`
	AcquiredAt  string     `json:"acquired_at"`
	ImageURL    string     `json:"image_url"`
	ListingID   *string    `json:"listing_id"`
	Certificate string     `json:"certificate"`
	Attributes  attributes `json:"attributes"`
}

type page struct {
	Items      interface{} `json:"items"`
	NextCursor *string     `json:"next_cursor"`
}

type openingItem struct {
	VaultItemID string `json:"vault_item_id"`
	NftID       string `json:"nft_id"`
	Name        string `json:"name"`
	Rarity      string `json:"rarity"`
	DrawnRarity string `json:"drawn_rarity"`
	Value       string `json:"fmv"`
	ImageURL    string `json:"image_url"`
}

type fairness struct {
	SeedHash   string `json:"server_seed_hash"`
	ClientSeed string `json:"client_seed"`
	Nonce      int64  `json:"nonce"`
	ServerSeed string `json:"server_seed"`
}

type openingAnswer struct {
	ID        string        `json:"id"`
	PackID    string        `json:"pack_id"`
	PackName  string        `json:"pack_name"`
	Version   int64         `json:"version"`
	Quantity  int           `json:"quantity"`
	Method    string        `json:"method"`
	Status    string        `json:"status"`
	TotalCost string        `json:"total_cost_usd"`
	CreatedAt string        `json:"created_at"`
	OpenedAt  string        `json:"opened_at"`
	Payment   *string       `json:"payment"`
	Items     []openingItem `json:"items"`
	Fairness  fairness      `json:"fairness"`
}
