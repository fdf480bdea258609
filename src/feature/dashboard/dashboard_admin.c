#include "dashboard/dashboard_admin.h"

#include "arena.h"
#include "chart.h"
#include "clock.h"
#include "console/console_format.h"
#include "dashboard/dashboard.h"
#include "response.h"

enum { DATE_LENGTH = 10 };

struct dashboard_query {
    const char *days;
};

static const struct field dashboard_query_fields[] = {
    {"days", FIELD_CHOICE, offsetof(struct dashboard_query, days), .choices = dashboard_periods,
     .description = "The period, today included; 30 when not given"},
};
const struct shape dashboard_query_shape = SHAPE("DashboardQuery", struct dashboard_query, dashboard_query_fields);

struct chart_row {
    const char *name; /* in the template */
    const char *title;
    size_t offset; /* in struct dashboard_day */
    bool is_money;
};

static const struct chart_row chart_rows[] = {
    {"revenue_chart", "Revenue per day", offsetof(struct dashboard_day, sums.revenue_usd), true},
    {"traded_chart", "Traded per day", offsetof(struct dashboard_day, sums.traded_usd), true},
    {"openings_chart", "Openings per day", offsetof(struct dashboard_day, sums.openings), false},
    {"users_chart", "New users per day", offsetof(struct dashboard_day, sums.new_users), false},
};

static const char *draw(struct arena *arena, const struct chart_row *row, const struct list *days) {
    const struct dashboard_day *day = days->items;
    struct chart_bar *bars = arena_array(arena, days->count, sizeof *bars);
    for (size_t i = 0; i < days->count; i++) {
        int64_t value = *(const int64_t *)(const void *)((const char *)&day[i] + row->offset);
        bars[i] = (struct chart_bar){value, arena_copy(arena, clock_text(arena, day[i].day), DATE_LENGTH),
                                     row->is_money ? console_money(arena, value) : console_number(arena, value)};
    }
    return chart_bars(arena, row->title, bars, days->count);
}

enum status dashboard_handle_show(struct request *request, struct response *response) {
    const struct dashboard_query *query = request->query;
    struct dashboard dashboard;
    struct arena *arena = request->context->arena;
    enum status status =
        dashboard_read(request->context, query->days == NULL ? dashboard_periods[1] : query->days, &dashboard);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < sizeof chart_rows / sizeof *chart_rows; i++)
        response_drawing(request, response, chart_rows[i].name, draw(arena, &chart_rows[i], &dashboard.days));
    return response_answer(request, response, &dashboard);
}
