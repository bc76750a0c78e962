// GOST engine behind a pipe: reads commands, one a line, and answers each with a line. Bytes are in
// hexadecimal digits.
//
//   key ALGORITHM SET            makes a key and keeps it; answers the key (PKCS #8)
//   sign DIGEST MESSAGE          signs with that key; answers the signature
//   verify DIGEST KEY MESSAGE SIGNATURE   the key as in certificates; answers 1 or 0
//   speed DIGEST SECONDS         answers signatures and verifications a second of CPU time
//
// What is needed of OpenSSL 3 is declared here, so that its library is enough to build this.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct engine ENGINE;
typedef struct pkey EVP_PKEY;
typedef struct pkey_context EVP_PKEY_CTX;
typedef struct digest EVP_MD;
typedef struct digest_context EVP_MD_CTX;
typedef struct private_info PKCS8_PRIV_KEY_INFO;
typedef struct method EVP_PKEY_ASN1_METHOD;
int OPENSSL_init_crypto(unsigned long, const void *);
ENGINE *ENGINE_by_id(const char *);
int ENGINE_init(ENGINE *);
int ENGINE_set_default(ENGINE *, unsigned);
const EVP_PKEY_ASN1_METHOD *EVP_PKEY_asn1_find_str(ENGINE **, const char *, int);
int EVP_PKEY_asn1_get0_info(int *, int *, int *, const char **, const char **,
                            const EVP_PKEY_ASN1_METHOD *);
EVP_PKEY_CTX *EVP_PKEY_CTX_new_id(int, ENGINE *);
int EVP_PKEY_CTX_ctrl_str(EVP_PKEY_CTX *, const char *, const char *);
void EVP_PKEY_CTX_free(EVP_PKEY_CTX *);
int EVP_PKEY_keygen_init(EVP_PKEY_CTX *);
int EVP_PKEY_keygen(EVP_PKEY_CTX *, EVP_PKEY **);
void EVP_PKEY_free(EVP_PKEY *);
PKCS8_PRIV_KEY_INFO *EVP_PKEY2PKCS8(const EVP_PKEY *);
int i2d_PKCS8_PRIV_KEY_INFO(const PKCS8_PRIV_KEY_INFO *, unsigned char **);
void PKCS8_PRIV_KEY_INFO_free(PKCS8_PRIV_KEY_INFO *);
EVP_PKEY *d2i_PUBKEY(EVP_PKEY **, const unsigned char **, long);
const EVP_MD *EVP_get_digestbyname(const char *);
EVP_MD_CTX *EVP_MD_CTX_new(void);
void EVP_MD_CTX_free(EVP_MD_CTX *);
int EVP_DigestSignInit(EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *, EVP_PKEY *);
int EVP_DigestSign(EVP_MD_CTX *, unsigned char *, size_t *, const unsigned char *, size_t);
int EVP_DigestVerifyInit(EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *, EVP_PKEY *);
int EVP_DigestVerify(EVP_MD_CTX *, const unsigned char *, size_t, const unsigned char *, size_t);

static ENGINE *engine;
static EVP_PKEY *kept;

static void fail(const char *what) {
    printf("failed: %s\n", what);
    fflush(stdout);
    exit(1);
}

static size_t unhex(const char *text, unsigned char *out, size_t room) {
    size_t length = text ? strlen(text) / 2 : 0;
    unsigned byte;
    if (length > room) fail("too long");
    for (size_t i = 0; i < length; i++) {
        if (sscanf(text + 2 * i, "%2x", &byte) != 1) fail("no digits");
        out[i] = (unsigned char)byte;
    }
    return length;
}

static void answer(const unsigned char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) printf("%02x", bytes[i]);
    putchar('\n');
}

static size_t sign(const char *digest, const unsigned char *message, size_t length,
                   unsigned char *signature) {
    size_t written = 256;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (EVP_DigestSignInit(context, 0, EVP_get_digestbyname(digest), 0, kept) <= 0
        || EVP_DigestSign(context, signature, &written, message, length) <= 0) fail("sign");
    EVP_MD_CTX_free(context);
    return written;
}

static int verify(const char *digest, EVP_PKEY *key, const unsigned char *message, size_t length,
                  const unsigned char *signature, size_t written) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (EVP_DigestVerifyInit(context, 0, EVP_get_digestbyname(digest), 0, key) <= 0) fail("verify");
    int holds = EVP_DigestVerify(context, signature, written, message, length) == 1;
    EVP_MD_CTX_free(context);
    return holds;
}

static void make_key(const char *algorithm, const char *set) {
    int id;
    ENGINE *found = engine;
    const EVP_PKEY_ASN1_METHOD *method = EVP_PKEY_asn1_find_str(&found, algorithm, -1);
    if (!method || EVP_PKEY_asn1_get0_info(&id, 0, 0, 0, 0, method) <= 0) fail("algorithm");
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(id, engine);
    EVP_PKEY_free(kept);
    kept = 0;
    if (!context || EVP_PKEY_keygen_init(context) <= 0
        || EVP_PKEY_CTX_ctrl_str(context, "paramset", set) <= 0
        || EVP_PKEY_keygen(context, &kept) <= 0) fail("key");
    EVP_PKEY_CTX_free(context);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void speed(const char *digest, double seconds) {
    unsigned char message[150], signature[256];
    size_t written = 0;
    long signs = 0, verifications = 0;
    memset(message, 'A', sizeof message);
    double start = now(), middle, end;
    while ((middle = now()) - start < seconds) {
        written = sign(digest, message, sizeof message, signature);
        signs++;
    }
    while ((end = now()) - middle < seconds) {
        if (!verify(digest, kept, message, sizeof message, signature, written)) fail("speed");
        verifications++;
    }
    printf("%.0f %.0f\n", (double)signs / (middle - start), (double)verifications / (end - middle));
}

int main(void) {
    static char line[1 << 16];
    static unsigned char message[1 << 15], signature[256], bytes[1 << 12];
    OPENSSL_init_crypto(0, 0);
    engine = ENGINE_by_id("gost");
    if (!engine || !ENGINE_init(engine) || !ENGINE_set_default(engine, 0xFFFF)) fail("no engine");
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        char *word[5] = {0};
        int words = 0;
        line[strcspn(line, "\n")] = 0;
        for (char *at = line; words < 5; words++) {
            word[words] = at;
            at = strchr(at, ' ');
            if (!at) break;
            *at++ = 0;
        }
        if (!strcmp(word[0], "key")) {
            make_key(word[1], word[2]);
            PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(kept);
            unsigned char *der = 0;
            int length = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
            if (length <= 0) fail("PKCS #8");
            answer(der, (size_t)length);
            PKCS8_PRIV_KEY_INFO_free(info);
        } else if (!strcmp(word[0], "sign")) {
            size_t length = unhex(word[2], message, sizeof message);
            answer(signature, sign(word[1], message, length, signature));
        } else if (!strcmp(word[0], "verify")) {
            size_t length = unhex(word[2], bytes, sizeof bytes);
            const unsigned char *der = bytes;
            EVP_PKEY *key = d2i_PUBKEY(0, &der, (long)length);
            if (!key) fail("key of certificates");
            length = unhex(word[3], message, sizeof message);
            size_t written = unhex(word[4], signature, sizeof signature);
            printf("%d\n", verify(word[1], key, message, length, signature, written));
            EVP_PKEY_free(key);
        } else if (!strcmp(word[0], "speed")) {
            speed(word[1], atof(word[2]));
        } else {
            fail("command");
        }
        fflush(stdout);
    }
    return 0;
}
