-- Drift: the last periods against the same season a year before, widened by half a window on both sides. Where there are not enough
-- of those, and for residuals, against all that came before. The recent points are never in their own reference.
{% set bins = var('drift_bins') %}
with spans as (
    select *, cutoff - recent_span as recent_from, cutoff - cycle - recent_span * 1.5 as season_from, cutoff - cycle + recent_span * 0.5 as season_until
    from (select series_set, max(last_ds) as cutoff from {{ ref('int_series_profiled') }} group by all) join {{ ref('int_series_sets') }} using (series_set)
),

placed as not materialized (
    select observed.*, spans.cutoff, ds > recent_from as is_recent, ds > season_from and ds <= least(season_until, recent_from) as is_season
    from {{ ref('int_drift_values') }} as observed join spans using (series_set)
    where ds <= cutoff and abs(value) <= 1e100 -- the square of more is no number
),

sized as (
    select
        unique_id, subject, count(*) filter (is_recent) as n_recent,
        subject <> 'residual' and count(*) filter (is_season) >= 16 as is_same_season,
        case when is_same_season then count(*) filter (is_season) else count(*) filter (not is_recent) end as n_reference
    from placed
    group by unique_id, subject
    having n_recent >= 8 and n_reference >= 16
),

ranked as (
    -- Ties have the same rank: the frame ends with the last of them.
    select
        placed.*, sized.* exclude (unique_id, subject),
        count(*) filter (is_recent) over up_to / n_recent as share_recent,
        count(*) filter (not is_recent) over up_to / n_reference as share_reference
    from placed join sized using (unique_id, subject)
    where is_recent or is_season or not is_same_season
    window up_to as (partition by unique_id, subject order by value)
),

gathered as (
    select
        series_set, unique_id, subject, cutoff as ds, n_recent, n_reference, is_same_season, max(abs(share_recent - share_reference)) as ks,
        list_sort(list(value) filter (is_recent)) as recent, list_sort(list(value) filter (not is_recent)) as reference
    from ranked
    group by all
),

binned as (
    select
        *,
        {% for part in ['recent', 'reference'] %}
        list_avg({{ part }}) as mean_{{ part }}, coalesce(list_stddev_samp({{ part }}), 0) as std_{{ part }},
        {{ bin_shares(part, 'edges', bins) }} as shares_{{ part }},
        {% endfor %}
    from (select *, {{ bin_edges('reference', bins) }} as edges from gathered)
)

select
    series_set, unique_id, subject, ds, n_recent, n_reference, is_same_season, mean_recent, mean_reference, std_recent, std_reference,
    {{ psi('shares_recent', 'shares_reference', bins) }} as psi, {{ psi_critical(bins, 'n_recent', 'n_reference') }} as psi_critical, psi / psi_critical as psi_ratio,
    ks, {{ ks_critical('n_recent', 'n_reference') }} as ks_critical, ks / ks_critical as ks_ratio,
    (mean_recent - mean_reference) / nullif(std_reference, 0) as mean_shift,
    power(std_recent, 2) / nullif(power(std_reference, 2), 0) as variance_ratio
from binned
