-- Accuracy by group: sums over sums, and means of series where a metric is scaled by the series itself.
-- All series of a set that are no sums, those of a demand class, or a level of the hierarchy.
with grouped as (
    select
        accuracy.*, series.freq, unnest([
            {'by': case when level = 'bottom' then 'all' end, 'name': 'all'},
            {'by': case when level = 'bottom' then 'demand_class' end, 'name': demand_class},
            {'by': 'level', 'name': level}
        ]) as in_group
    from {{ ref('int_accuracy_by_series') }} as accuracy
    join {{ ref('dim_series') }} as series using (unique_id)
),

listed as (
    select
        accuracy.series_set, freq, in_group.by as grouped_by, in_group.name as group_name, basis, model, horizon_bucket,
        list_sort(list(struct_pack(
            unique_id := unique_id, n := n, n_vintages := n_vintages, sum_abs_y := sum_abs_y, sum_abs_error := sum_abs_error, sum_error := sum_error,
            mae_naive := mae_naive, mase := mase, rmsse := rmsse, pinball := pinball,
            coverage_80 := coverage_80, width_80 := width_80, coverage_95 := coverage_95, width_95 := width_95
        ))) as members
    from grouped as accuracy
    where in_group.by is not null and in_group.name is not null
    group by all
)

select
    * exclude (members), len(members) as n_series, list_max([s.n_vintages for s in members]) as n_vintages, list_sum([s.n for s in members])::bigint as n,
    list_sum([s.sum_abs_error for s in members]) / n as mae,
    list_sum([s.sum_abs_error for s in members]) / nullif(list_sum([s.sum_abs_y for s in members]), 0) as wape,
    list_sum([s.sum_error for s in members]) / n as bias,
    {% for metric in ['mase', 'rmsse'] %}
    list_avg([s.{{ metric }} for s in members]) as {{ metric }}, list_median([s.{{ metric }} for s in members]) as {{ metric }}_median,
    {% endfor %}
    {% for metric in ['pinball', 'coverage_80', 'width_80', 'coverage_95', 'width_95'] %}
    list_sum([s.{{ metric }} * s.n for s in members]) / list_sum([s.n for s in members if s.{{ metric }} is not null]) as {{ metric }},
    {% endfor %}
    1 - list_sum([s.sum_abs_error for s in members if s.mae_naive is not null]) / nullif(list_sum([s.mae_naive * s.n for s in members]), 0) as value_add
from listed
