{{ stage_series(
    'metro_traffic', 'hourly_vehicles',
    series="'I-94 westbound'", ds='date_time', y='traffic_volume'
) }}
