/* gemctl's commands. Each takes its arguments (checked for number), prints to standard output, and gives a status; a
 * refusal is explained by the caller. */
#ifndef GEM_COMMANDS_H
#define GEM_COMMANDS_H

#include "context.h"

typedef enum status command_function(struct context *context, char **arguments);

struct command {
    const char *name;
    const char *arguments; /* for the usage */
    const char *summary;
    int least_arguments;
    int most_arguments;
    command_function *run;
};

command_function command_migrate;
command_function command_import_nfts;
command_function command_import_packs;
command_function command_credit;
command_function command_freeze;
command_function command_unfreeze;
command_function command_admin_link;
command_function command_admin;
command_function command_verify;
command_function command_ledger;
command_function command_refund;
command_function command_buyback;
command_function command_unmatched;
command_function command_payouts;
command_function command_withdrawals;
command_function command_run_schedule;
command_function command_clock;
command_function command_openapi;
command_function command_config;

#endif
