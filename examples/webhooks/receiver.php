<?php
// PHP 8 or later, nothing to install. Try it with: php -S 127.0.0.1:8080 receiver.php

$key = base64_decode(substr(getenv('WEBHOOK_SECRET'), strlen('whsec_')));
$body = file_get_contents('php://input');
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$sentAt = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
$signatures = explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '');

$expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$sentAt.$body", $key, true));
$fresh = ctype_digit($sentAt) && abs(time() - (int) $sentAt) <= 300;
$signed = array_filter($signatures, fn ($one) => hash_equals($expected, $one));
if (!$fresh || !$signed) {
    http_response_code(401);
    exit;
}

// In your application: insert the event id into a table where it is the primary key, and stop if it is there already.
$event = json_decode($body, true);
file_put_contents('php://stdout', $event['type'] . ' ' . json_encode($event['data']) . "\n");
http_response_code(204);
