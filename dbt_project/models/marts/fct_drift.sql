-- Target drift: the last periods against the same season a year before, widened by half a window on both sides.
-- The recent points are never in their own reference.
{% set bins = var('drift_bins') %}
{% set edges = [] %}
{% for k in range(1, bins) %}{% do edges.append(k / bins) %}{% endfor %}
with windows as (
    select
        actuals.unique_id, actuals.series_set, actuals.y, actuals.ds, cutoffs.cutoff,
        case
            when actuals.ds > cutoffs.cutoff - recent_span then 'recent'
            when actuals.ds > cutoffs.cutoff - cycle - recent_span * 1.5
                and actuals.ds <= cutoffs.cutoff - cycle + recent_span * 0.5 then 'reference'
        end as part
    from {{ ref('fct_actuals') }} as actuals
    join (select series_set, max(last_ds) as cutoff from {{ ref('int_series_profiled') }} group by all) as cutoffs using (series_set)
    join {{ ref('int_series_sets') }} as sets using (series_set)
),

sizes as (
    select
        series_set, unique_id, any_value(cutoff) as ds,
        count(*) filter (part = 'recent') as n_recent, count(*) filter (part = 'reference') as n_reference,
        avg(y) filter (part = 'recent') as mean_recent, avg(y) filter (part = 'reference') as mean_reference,
        stddev_samp(y) filter (part = 'reference') as std_reference,
        quantile_cont(y, {{ edges }}) filter (part = 'reference') as edges
    from windows
    where part is not null
    group by series_set, unique_id
    having count(*) filter (part = 'recent') >= 8 and count(*) filter (part = 'reference') >= 16
),

binned as (
    select windows.unique_id, windows.part, len(list_filter(sizes.edges, lambda edge : edge < windows.y)) as bin, count(*) as n
    from windows
    join sizes using (unique_id)
    where part is not null
    group by all
),

shares as (
    -- Half a point for an empty bin: the index stays finite.
    select
        sizes.unique_id, grid.bin,
        (coalesce(sum(n) filter (part = 'recent'), 0) + 0.5) / (any_value(n_recent) + {{ bins }} * 0.5) as p,
        (coalesce(sum(n) filter (part = 'reference'), 0) + 0.5) / (any_value(n_reference) + {{ bins }} * 0.5) as q
    from sizes
    cross join (select unnest(range({{ bins }})) as bin) as grid
    left join binned using (unique_id, bin)
    group by all
)

select
    sizes.* exclude (edges),
    psi.psi,
    {{ psi_critical(bins, 'n_recent', 'n_reference') }} as psi_critical,
    psi.psi / {{ psi_critical(bins, 'n_recent', 'n_reference') }} as psi_ratio,
    (mean_recent - mean_reference) / nullif(std_reference, 0) as mean_shift
from sizes
join (select unique_id, {{ psi('p', 'q') }} as psi from shares group by all) as psi using (unique_id)
