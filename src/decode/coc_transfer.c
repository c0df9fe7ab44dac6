/*
 * Content-Transfer-Encoding, after RFC 2045, section 6, and as leniently as
 * the most lenient reader of it.
 */

#include "coc_transfer.h"
#include "coc_str.h"


static void coc_transfer_base64(coc_transfer_t *transfer, uint8_t c,
    coc_buf_t *out);
static void coc_transfer_quoted(coc_transfer_t *transfer, uint8_t c,
    coc_buf_t *out);
static void coc_transfer_flush(coc_transfer_t *transfer, coc_buf_t *out);
static int coc_transfer_digit(uint8_t c);


int
coc_transfer_find(coc_str_t name, coc_transfer_e *coding)
{
    size_t  i;

    static const struct {
        coc_str_t       name;
        coc_transfer_e  coding;
    } codings[] = {
        { coc_str(""),                 COC_TRANSFER_NONE },
        { coc_str("7bit"),             COC_TRANSFER_NONE },
        { coc_str("8bit"),             COC_TRANSFER_NONE },
        { coc_str("binary"),           COC_TRANSFER_NONE },
        { coc_str("base64"),           COC_TRANSFER_BASE64 },
        { coc_str("quoted-printable"), COC_TRANSFER_QUOTED }
    };

    name = coc_str_trim(name);

    for (i = 0; i < coc_nelts(codings); i++) {
        if (coc_str_caseeq(name, codings[i].name)) {
            *coding = codings[i].coding;
            return COC_OK;
        }
    }

    return COC_UNSUPPORTED;
}


int
coc_transfer_feed(coc_transfer_t *transfer, const uint8_t *data, size_t len,
    coc_buf_t *out)
{
    size_t  i;

    switch (transfer->coding) {

    case COC_TRANSFER_BASE64:
        for (i = 0; i < len; i++) {
            coc_transfer_base64(transfer, data[i], out);
        }

        return out->status;

    case COC_TRANSFER_QUOTED:
        for (i = 0; i < len; i++) {
            coc_transfer_quoted(transfer, data[i], out);
        }

        return out->status;

    default: /* COC_TRANSFER_NONE */
        return coc_buf_append(out, data, len);
    }
}


int
coc_transfer_finish(coc_transfer_t *transfer, coc_buf_t *out)
{
    if (transfer->held == 1 && transfer->blanks == 0) {
        transfer->held = 0;     /* "=" at the very end: a soft line end */
    }

    coc_transfer_flush(transfer, out);

    return out->status;
}


/* "=" ends a run; some write several runs, one after the other. */

static void
coc_transfer_base64(coc_transfer_t *transfer, uint8_t c, coc_buf_t *out)
{
    int  digit;

    if (c == '=') {
        transfer->nbits = 0;
        transfer->bits = 0;
        return;
    }

    digit = coc_transfer_digit(c);

    if (digit < 0) {
        return;
    }

    transfer->bits = (transfer->bits << 6 | (uint32_t) digit) & 0xffff;
    transfer->nbits += 6;

    if (transfer->nbits >= 8) {
        transfer->nbits -= 8;
        c = (uint8_t) (transfer->bits >> transfer->nbits & 0xff);
        (void) coc_buf_putc(out, c);
    }
}


static int
coc_transfer_digit(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }

    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }

    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }

    switch (c) {

    case '+':
    case '-':
        return 62;

    case '/':
    case '_':
        return 63;

    default:
        return -1;
    }
}


static void
coc_transfer_quoted(coc_transfer_t *transfer, uint8_t c, coc_buf_t *out)
{
    int  digit;

    switch (transfer->held) {

    case 1:

        /* a soft line end may have blanks before it */

        if (c == ' ' || c == '\t') {
            transfer->blanks++;
            return;
        }

        if (c == '\n' || c == '\r') {
            transfer->blanks = 0;
            transfer->held = (c == '\r') ? 3 : 0;
            return;
        }

        if (transfer->blanks == 0 && coc_str_hex(c) >= 0) {
            transfer->digit = c;
            transfer->held = 2;
            return;
        }

        break;

    case 2:
        digit = coc_str_hex(c);

        if (digit >= 0) {
            transfer->held = 0;
            digit += coc_str_hex(transfer->digit) * 16;
            (void) coc_buf_putc(out, (uint8_t) digit);
            return;
        }

        break;

    case 3:
        transfer->held = 0;

        if (c == '\n') {
            return;
        }

        break;

    default:
        break;
    }

    coc_transfer_flush(transfer, out);

    if (c == '=') {
        transfer->held = 1;
        return;
    }

    (void) coc_buf_putc(out, c);
}


/* What was on hold is no escape. */

static void
coc_transfer_flush(coc_transfer_t *transfer, coc_buf_t *out)
{
    if (transfer->held == 1 || transfer->held == 2) {
        (void) coc_buf_putc(out, '=');
    }

    if (transfer->held == 2) {
        (void) coc_buf_putc(out, transfer->digit);
    }

    for ( /* void */ ; transfer->blanks != 0; transfer->blanks--) {
        (void) coc_buf_putc(out, ' ');
    }

    transfer->held = 0;
}
