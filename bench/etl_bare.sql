-- The joins and windows of the pipeline by hand, from raw Parquet to one sorted Parquet file of features: no contract, no row accounting,
-- no tests, no marts, no release. RAW and OUT come from the environment.
copy (
    with landed as (
        select unique_id, ds::timestamp as ds, y::double as y from read_parquet(getenv('RAW')) where y >= 0 and isfinite(y::double)
    ),

    repeated as (select unique_id, ds from landed group by all having count(*) > 1),

    observed as (select unique_id, ds, sum(y) as y from landed anti join repeated using (unique_id, ds) group by all),

    calendar as (select unnest(generate_series(min(ds), max(ds), interval '1 day')) as ds from observed),

    lives as (select unique_id, min(ds) as first_ds, max(ds) as last_ds from observed group by all),

    panel as (
        select
            'daily_units:' || lives.unique_id as unique_id, calendar.ds, isodow(calendar.ds) as season_key, coalesce(observed.y, 0) as y,
            observed.y is null as is_filled, calendar.ds > lives.last_ds as is_trailing,
            datediff('day', timestamp '2015-03-02', calendar.ds) as t,
            row_number() over (partition by lives.unique_id order by calendar.ds) as n_obs
        from lives
        join calendar on calendar.ds >= lives.first_ds
        left join observed on observed.unique_id = lives.unique_id and observed.ds = calendar.ds
    ),

    lagged as (
        select
            *,
            lag(y, 1) over series as lag_1, lag(y, 2) over series as lag_2, lag(y, 3) over series as lag_3, lag(y, 4) over series as lag_4,
            lag(y, 8) over series as lag_8, lag(y, 13) over series as lag_13, lag(y, 26) over series as lag_26, lag(y, 7) over series as lag_season,
            avg(y) over last_4 as roll_mean_4, stddev_pop(y) over last_4 as roll_std_4, min(y) over last_4 as roll_min_4, max(y) over last_4 as roll_max_4,
            avg(y) over last_13 as roll_mean_13, stddev_pop(y) over last_13 as roll_std_13, min(y) over last_13 as roll_min_13, max(y) over last_13 as roll_max_13,
            avg(y) over last_26 as roll_mean_26, stddev_pop(y) over last_26 as roll_std_26, min(y) over last_26 as roll_min_26, max(y) over last_26 as roll_max_26,
            avg(y) over (partition by unique_id, season_key order by ds rows unbounded preceding) as season_mean,
            regr_slope(y, t) over last_26 as trend,
            n_obs / nullif(count(*) filter (y > 0) over history, 0) as adi,
            var_pop(y) filter (y > 0) over history / nullif(power(avg(y) filter (y > 0) over history, 2), 0) as cv2,
            n_obs - coalesce(max(case when y > 0 then n_obs end) over history, 0) as periods_since_demand
        from panel
        window
            last_4 as (partition by unique_id order by ds rows between 3 preceding and current row),
            last_13 as (partition by unique_id order by ds rows between 12 preceding and current row),
            last_26 as (partition by unique_id order by ds rows between 25 preceding and current row),
            series as (partition by unique_id order by ds),
            history as (partition by unique_id order by ds rows unbounded preceding)
    ),

    scaled as (
        select
            *,
            case when n_obs > 7 then avg(abs(y - lag_season)) over history else avg(abs(y - lag_1)) over history end as scale,
            case when n_obs > 7 then avg(power(y - lag_season, 2)) over history else avg(power(y - lag_1, 2)) over history end as scale_sq
        from lagged
        window history as (partition by unique_id order by ds rows unbounded preceding)
    )

    select
        *,
        case when adi < 1.32 and cv2 < 0.49 then 'smooth' when adi < 1.32 then 'erratic' when cv2 < 0.49 then 'intermittent' else 'lumpy' end as demand_class,
        isodow(ds) as day_of_week, day(ds) as day_of_month, weekofyear(ds) as week_of_year, month(ds) as month, quarter(ds) as quarter, year(ds) as year
    from scaled
    order by unique_id, ds
) to (getenv('OUT')) (format parquet, compression zstd, row_group_size 100000);
