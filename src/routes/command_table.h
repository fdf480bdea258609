/* Everything gemctl can be told: one table. */
#ifndef GEM_COMMAND_TABLE_H
#define GEM_COMMAND_TABLE_H

/* Runs the command named by the arguments and gives the exit code. */
int command_main(int argc, char **argv);

#endif
