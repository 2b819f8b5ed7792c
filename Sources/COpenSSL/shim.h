#ifndef MATGLAS_COPENSSL_H
#define MATGLAS_COPENSSL_H
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>
#include <time.h>

// Macros of OpenSSL that Swift cannot see.
static inline int matglas_ssl_set_server_name(SSL *ssl, const char *name) {
    return (int)SSL_set_tlsext_host_name(ssl, name);
}
static inline int matglas_ssl_ctx_set_min_version(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_min_proto_version(context, version);
}
static inline int matglas_err_is_key_mismatch(unsigned long code) {
    return ERR_GET_LIB(code) == ERR_LIB_X509 && (ERR_GET_REASON(code) == X509_R_KEY_VALUES_MISMATCH
        || ERR_GET_REASON(code) == X509_R_KEY_TYPE_MISMATCH);
}
// Whether a certificate is refused because its key or its signature is too short for the security level.
static inline int matglas_err_is_weak_certificate(unsigned long code) {
    int reason = ERR_GET_REASON(code);
    return ERR_GET_LIB(code) == ERR_LIB_SSL && (reason == SSL_R_EE_KEY_TOO_SMALL
        || reason == SSL_R_CA_KEY_TOO_SMALL || reason == SSL_R_CA_MD_TOO_WEAK);
}
static inline int matglas_err_reason(unsigned long code) {
    return ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : 0;
}
static inline int matglas_ssl_ctx_set_groups(SSL_CTX *context, const char *names) {
    return (int)SSL_CTX_set1_groups_list(context, names);
}
static inline int matglas_ssl_ctx_set_signatures(SSL_CTX *context, const char *names) {
    return (int)SSL_CTX_set1_sigalgs_list(context, names);
}
static inline void matglas_ssl_ctx_set_owner(SSL_CTX *context, void *owner) {
    SSL_CTX_set_app_data(context, owner);
}
static inline void *matglas_ssl_owner(const SSL *ssl) {
    return SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
}
static inline void matglas_ssl_ctx_set_server_name_callback(
    SSL_CTX *context, int (*callback)(SSL *, int *, void *)) {
    SSL_CTX_set_tlsext_servername_callback(context, callback);
}
static inline const char *matglas_ssl_server_name(const SSL *ssl) {
    return SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
}
// Requests have a length of their own, so an end of the connection needs no announcement.
static inline void matglas_ssl_ctx_prepare_requests(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
}
// Sessions are resumed from tickets alone: nothing is kept for a client that has gone.
static inline void matglas_ssl_ctx_allow_tickets(SSL_CTX *context, long seconds) {
    SSL_CTX_clear_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 1);
    SSL_CTX_set_timeout(context, seconds);
}
// AES-256-CBC and HMAC-SHA-256 over a ticket (RFC 5077 4); 1 on success.
static inline int matglas_ticket_prepare(
    EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, const unsigned char *cipher_key,
    const unsigned char *mac_key, const unsigned char *vector, int encrypts) {
    OSSL_PARAM parameters[3];
    parameters[0] = OSSL_PARAM_construct_octet_string(
        OSSL_MAC_PARAM_KEY, (void *)mac_key, 32);
    parameters[1] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0);
    parameters[2] = OSSL_PARAM_construct_end();
    return EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, cipher_key, vector, encrypts) == 1
        && EVP_MAC_CTX_set_params(mac, parameters) == 1;
}
// The DNS name at `position` of a certificate's alternative names: its length, -1 for another kind of
// name, -2 when there is no further one.
static inline int matglas_x509_dns_name(
    X509 *certificate, int position, unsigned char *target, int capacity) {
    GENERAL_NAMES *names = (GENERAL_NAMES *)X509_get_ext_d2i(
        certificate, NID_subject_alt_name, NULL, NULL);
    int length = -2;
    if (names != NULL && position < sk_GENERAL_NAME_num(names)) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, position);
        length = -1;
        if (name->type == GEN_DNS) {
            int count = ASN1_STRING_length(name->d.dNSName);
            if (count > 0 && count <= capacity) {
                memcpy(target, ASN1_STRING_get0_data(name->d.dNSName), (size_t)count);
                length = count;
            }
        }
    }
    GENERAL_NAMES_free(names);
    return length;
}
// Seconds since 1970 of the first and the last moment of a certificate; 0 if they cannot be read.
static inline long long matglas_asn1_seconds(const ASN1_TIME *moment) {
    struct tm parts;
    memset(&parts, 0, sizeof parts);
    return ASN1_TIME_to_tm(moment, &parts) == 1 ? (long long)timegm(&parts) : 0;
}
static inline long long matglas_x509_begins(const X509 *certificate) {
    return matglas_asn1_seconds(X509_get0_notBefore(certificate));
}
static inline long long matglas_x509_ends(const X509 *certificate) {
    return matglas_asn1_seconds(X509_get0_notAfter(certificate));
}
static inline void matglas_ssl_ctx_prepare_server(SSL_CTX *context) {
    // Whoever connects decides nothing twice, and a session is not resumed: a client that never reads
    // would answer a ticket with a reset when it closes, and what it sent last would be lost.
    // What was deciphered is overwritten as soon as it was read: else it stays in storage of OpenSSL's
    // that is given back as it is.
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET
        | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_CLEANSE_PLAINTEXT);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
}
static inline void matglas_ssl_ctx_set_mode(SSL_CTX *context) {
    // A retry after a partial write may come from another place of the buffer.
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
        | SSL_MODE_RELEASE_BUFFERS);
}
#endif
