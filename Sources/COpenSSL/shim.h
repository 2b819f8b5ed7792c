#ifndef MATGLAS_COPENSSL_H
#define MATGLAS_COPENSSL_H
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

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
static inline void matglas_ssl_ctx_prepare_server(SSL_CTX *context) {
    // Whoever connects decides nothing twice, and a session is not resumed: a client that never reads
    // would answer a ticket with a reset when it closes, and what it sent last would be lost.
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET
        | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
}
static inline void matglas_ssl_ctx_set_mode(SSL_CTX *context) {
    // A retry after a partial write may come from another place of the buffer.
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
        | SSL_MODE_RELEASE_BUFFERS);
}
#endif
