/* gemctl: commands for those who run the platform. */
#include "command_table.h"

int main(int argc, char **argv) {
    return command_main(argc, argv);
}
