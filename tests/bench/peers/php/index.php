<?php
// The three routes in PHP: php-fpm, PDO with a persistent connection for each child.
declare(strict_types=1);

final class Refusal extends Exception
{
}

function connection(): PDO
{
    return new PDO('pgsql:host=' . getenv('BENCH_DATABASE') . ';dbname=gem;user=gem_api', null, null, [
        PDO::ATTR_PERSISTENT => true,
        PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
        PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
        // PDO forgets a statement when the request ends: preparing for one use only costs two more round trips.
        PDO::PGSQL_ATTR_DISABLE_PREPARES => true,
    ]);
}

/** Rows of a statement of Gem's, whose parameters $1, $2 … PDO wants as names. */
function query(PDO $database, string $name, mixed ...$values): array
{
    $text = file_get_contents(getenv('BENCH_SQL') . "/$name.sql");
    $text = preg_replace('/^--.*$/m', '', $text);
    $statement = $database->prepare(preg_replace('/\$(\d+)/', ':p$1', $text));
    foreach ($values as $index => $value) {
        $statement->bindValue(':p' . ($index + 1), $value, $value === null ? PDO::PARAM_NULL : PDO::PARAM_STR);
    }
    $statement->execute();
    return $statement->columnCount() > 0 ? $statement->fetchAll() : [];
}

function decode_base64url(string $text): string
{
    return base64_decode(strtr($text, '-_', '+/'));
}

function authenticate(PDO $database): string
{
    $parts = explode('.', str_replace('Bearer ', '', $_SERVER['HTTP_AUTHORIZATION'] ?? ''));
    if (count($parts) !== 3) {
        throw new Refusal('Sign in.', 401);
    }
    $wanted = hash_hmac('sha256', "$parts[0].$parts[1]", getenv('BENCH_KEY'), true);
    $claims = json_decode(decode_base64url($parts[1]), true);
    if (!hash_equals($wanted, decode_base64url($parts[2])) || $claims['aud'] !== 'gem-user' || $claims['exp'] < time()) {
        throw new Refusal('Sign in.', 401);
    }
    if (query($database, 'accounts/authenticate', $claims['sid'], $claims['sub']) === []) {
        throw new Refusal('Sign in again.', 401);
    }
    return $claims['sub'];
}

function iso_time(string $text): string
{
    return str_replace([' ', '+00'], ['T', 'Z'], $text);
}

/** Moves members like attributes_cut into an array of their own. */
function nest(array $row, string $prefix): array
{
    $inner = [];
    foreach ($row as $name => $value) {
        if (str_starts_with($name, $prefix . '_')) {
            $inner[substr($name, strlen($prefix) + 1)] = $value;
            unset($row[$name]);
        }
    }
    $row[$prefix] = $inner;
    return $row;
}

function answer(int $status, string $body): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo $body;
}

function list_packs(PDO $database): void
{
    $items = [];
    foreach (query($database, 'packs/list', null, null, 'newest', null, null, 21) as $row) {
        unset($row['sort_key']);
        $row['price_sol'] = null;
        $row['remaining'] = (int) $row['remaining'];
        $items[] = nest($row, 'series');
    }
    answer(200, json_encode(['items' => $items, 'next_cursor' => null], JSON_UNESCAPED_SLASHES));
}

function list_vault(PDO $database): void
{
    $user = authenticate($database);
    $items = [];
    foreach (query($database, 'vault/list_newest', $user, null, null, null, 21) as $row) {
        $row['acquired_at'] = iso_time($row['acquired_at']);
        $row['listing_id'] = null;
        $items[] = nest($row, 'attributes');
    }
    answer(200, json_encode(['items' => $items, 'next_cursor' => null], JSON_UNESCAPED_SLASHES));
}

try {
    $database = connection();
    $path = $_SERVER['DOCUMENT_URI'];
    if ($path === '/api/packs') {
        list_packs($database);
    } elseif ($path === '/api/vault') {
        list_vault($database);
    } elseif (preg_match('{^/api/packs/([0-9a-f-]{36})/purchase$}', $path, $found)) {
        require __DIR__ . '/purchase.php';
        purchase($database, $path, $found[1]);
    } else {
        throw new Refusal('Not found.', 404);
    }
} catch (Refusal $refusal) {
    answer($refusal->getCode(), json_encode(['title' => $refusal->getMessage()]));
} catch (Throwable $fault) {
    error_log((string) $fault);
    answer(500, '{}');
}
