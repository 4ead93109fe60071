-- What messages may need to know of the agency (a).
-- params: none
    a.name AS "agency.name", a.timezone AS "agency.timezone", a.languages AS "agency.languages",
    a.email AS "agency.email", a.phone AS "agency.phone", a.address AS "agency.address",
    a.website AS "agency.website", a.tester_email AS "agency.tester_email", a.iban AS "agency.iban",
    a.bic AS "agency.bic", a.account_holder AS "agency.account_holder", a.footer AS "agency.footer",
    a.secrets_need_payment AS "agency.secrets_need_payment",
    a.settles_payments_elsewhere AS "agency.settles_payments_elsewhere"
