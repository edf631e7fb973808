#ifndef HOTLINE_CCRYPTO_H
#define HOTLINE_CCRYPTO_H
/* SHA-256 and HMAC-SHA256 from OpenSSL's libcrypto, which libcurl brings anyway. */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
/* Returns 32 on success, 0 on failure. */
static inline unsigned int hl_hmac_sha256(const void *key, int key_length, const unsigned char *data, size_t length, unsigned char *out) {
	unsigned int written = 0;
	return HMAC(EVP_sha256(), key, key_length, data, length, out, &written) ? written : 0;
}
/* HMAC with the SHA that has so many bytes: 20, 32, 48 or 64. Returns them on success, 0 on failure. */
static inline unsigned int hl_hmac_sha(int bytes, const void *key, int key_length, const unsigned char *data, size_t length, unsigned char *out) {
	const EVP_MD *md = bytes == 20 ? EVP_sha1() : bytes == 32 ? EVP_sha256() : bytes == 48 ? EVP_sha384() : EVP_sha512();
	unsigned int written = 0;
	return HMAC(md, key, key_length, data, length, out, &written) ? written : 0;
}
#endif
