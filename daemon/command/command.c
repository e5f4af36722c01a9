#include "command/command.h"

const struct control_route command_routes[] = {{0}};
const size_t command_route_count = 0;
