#include "payments/payments_api.h"

#include "payments/payments.h"
#include "qr.h"
#include "response.h"

/* A picture to scan with a phone's wallet. Whoever knows the reference was told where to pay. */
enum status payments_handle_qr(struct request *request, struct response *response) {
    struct payment payment;
    const char *svg;
    enum status status = payments_show(request->context, request_path_value(request, "reference"), &payment);
    if (status == STATUS_OK)
        status = qr_svg(request->context->arena, payment.solana_pay_url, &svg);
    return status == STATUS_OK ? response_text(request, response, "image/svg+xml", svg) : status;
}
