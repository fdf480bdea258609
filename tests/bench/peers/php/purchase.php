<?php
declare(strict_types=1);

/** The first eight bytes of a keyed hash, as the fairness rules say, modulo a number. PHP's integers are signed, so by halves. */
function draw_number(string $server_seed, string $message, int $modulus): int
{
    [, $high, $low] = unpack('N2', hash_hmac('sha256', $message, hex2bin($server_seed), true));
    return (($high % $modulus) * (4294967296 % $modulus) + $low) % $modulus;
}

function draw_row(array $odds, int $left): array
{
    foreach ($odds as $row) {
        if ($left < $row['weight']) {
            return $row;
        }
        $left -= $row['weight'];
    }
    return end($odds);
}

function new_id(): string
{
    $bytes = random_bytes(16);
    $bytes[6] = chr(ord($bytes[6]) & 0x0f | 0x40);
    $bytes[8] = chr(ord($bytes[8]) & 0x3f | 0x80);
    return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
}

/** The statements of a purchase, one after another. */
function sell(PDO $database, string $path, string $pack): string
{
    $user = authenticate($database);
    $key = $_SERVER['HTTP_IDEMPOTENCY_KEY'];
    $body = file_get_contents('php://input');
    $input = json_decode($body, true);
    if ($input['quantity'] !== 1 || $input['method'] !== 'CREDIT') {
        throw new Refusal('Not understood.', 400);
    }
    if (!query($database, 'idempotency/lock', $user, $path, $key)[0]['pg_try_advisory_xact_lock']) {
        throw new Refusal('This request is running.', 409);
    }
    $stored = query($database, 'idempotency/find', $user, $path, $key);
    if ($stored !== []) {
        return $stored[0]['response'];
    }
    query($database, 'openings/lock_buyer', $user, 0);
    $balance = query($database, 'ledger/balance', $user)[0]['balance'];
    $seed = query($database, 'fairness/lock_next', $user)[0];
    $offer = query($database, 'packs/for_purchase', $pack)[0];
    $odds = query($database, 'packs/draw_rows', $pack);
    $price = $offer['unit_price'];
    if (!$offer['on_sale'] || $offer['remaining'] < 1 || (float) $balance < (float) $price) {
        throw new Refusal('Refused.', 409);
    }

    $opening = new_id();
    $stripe = random_int(0, 255);
    $message = "$seed[client_seed]:$seed[nonce]:0:";
    query($database, 'openings/create', $opening, $user, $pack, $offer['version_id'], 1, $price, $seed['nonce'], 'CREDIT');
    query($database, 'fairness/take', $user, $seed['nonce'], $opening, $seed['client_seed'], bin2hex(random_bytes(32)), bin2hex(random_bytes(8)));
    query($database, 'openings/record_purchase', $user, $offer['xp_reward']);
    $drawn = draw_row($odds, draw_number($seed['server_seed'], $message . '0', 10000));
    $start = draw_number($seed['server_seed'], $message . 'gem', (int) $drawn['pool_size']);
    $items = query($database, 'openings/hand_out', $opening, 0, 0, $drawn['row'], $drawn['row'], $drawn['pool_id'], $drawn['pool_size'], $start,
        new_id(), $user);
    $items[0]['drawn_rarity'] = $drawn['rarity'];
    query($database, 'packs/take_supply', $pack, 1, $stripe);
    query($database, 'ledger/post', new_id(), 'opening', $opening, "$offer[pack_name] × 1", '{user_credit,pack_sales}', "{{$user},NULL}",
        "{-$price,$price}", $stripe);
    query($database, 'openings/finish', $opening, 'OPENED');
    query($database, 'fairness/reveal', $opening);
    $answer = json_encode([
        'id' => $opening, 'pack_id' => $pack, 'pack_name' => $offer['pack_name'], 'version' => $offer['version'], 'quantity' => 1,
        'method' => 'CREDIT', 'status' => 'OPENED', 'total_cost_usd' => $price, 'created_at' => iso_time($offer['now']),
        'opened_at' => iso_time($offer['now']), 'payment' => null, 'items' => $items,
        'fairness' => ['server_seed_hash' => $seed['server_seed_hash'], 'client_seed' => $seed['client_seed'], 'nonce' => $seed['nonce'],
            'server_seed' => $seed['server_seed']],
    ], JSON_UNESCAPED_SLASHES);
    query($database, 'idempotency/store', $user, $path, $key, hash('sha256', $body), 201, $answer);
    return $answer;
}

function purchase(PDO $database, string $path, string $pack): void
{
    $database->beginTransaction();
    try {
        $answer = sell($database, $path, $pack);
        $database->commit();
    } catch (Throwable $fault) {
        $database->rollBack();
        throw $fault;
    }
    answer(201, $answer);
}
