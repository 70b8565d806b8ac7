package io.throughline.cache;

/**
 * What an answer is kept under.
 *
 * @param tenant whose it is: no other tenant's key is ever equal
 * @param digest the SHA-256 of all that makes the answer what it is, the tenant included, as 64 hexadecimal digits
 */
public record CacheKey(String tenant, String digest) {}
